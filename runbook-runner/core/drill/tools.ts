// What the parts of a drill share: its checks in the sandbox, and what stands and must be taken back.
import { PlaybookError } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { LiveFire } from '../../playbook/schema/drill.ts';
import type { CheckResult } from '../../ports/result.ts';
import type { Core } from '../core.ts';
import type { Asked } from '../orders.ts';
import { pollCheck } from '../poll.ts';
import { DrillFailed, type DrillLog } from './log.ts';

/** The only environment that a drill ever touches. */
export const DRILL_ENVIRONMENT = 'sandbox';

interface Frame {
  readonly playbook: Playbook;
  readonly drill: LiveFire;
  readonly run: string;
  readonly log: DrillLog;
  readonly actor: string;
  readonly signal?: AbortSignal | undefined;
  /** No wait takes longer; for a drill that is expected to fail. */
  readonly patienceMs?: number | undefined;
  /** True for a sandbox that ends with the drill, and with it whatever was left in it. */
  readonly ownSandbox?: boolean | undefined;
}

/** An action that was begun, and is taken back at the end whatever became of it. */
export interface Standing {
  readonly run: string;
  readonly action: string;
}

type Wanted = (result: CheckResult) => boolean;

export interface DrillTools extends Frame {
  readonly asked: Asked;
  /** What must be taken back at the end, whatever happened. */
  readonly standing: {
    fault: boolean;
    /** True for a fault that was over when the drill came to end it. */
    over: boolean;
    actions: readonly Standing[];
  };
  /** The first wanted result, else the last in time. Throws when the sandbox is gone: nothing would change any more. */
  until(check: string, withinMs: number, wanted: Wanted, at?: Partial<Asked>): Promise<CheckResult>;
  /** Waits for every baseline check to be green, and as it should be too where that is asked; answers their results. */
  allGreen(event: string, also?: Wanted): Promise<CheckResult[]>;
}

export function drillTools(core: Core, frame: Frame): DrillTools {
  const { drill, run, log, actor, signal, patienceMs = Number.POSITIVE_INFINITY } = frame;
  const asked: Asked = { actor, environment: DRILL_ENVIRONMENT, parent: run, signal };
  const until: DrillTools['until'] = async (check, withinMs, wanted, at) => {
    const end = core.deps.ports.clock.monotonicMs() + Math.min(withinMs, patienceMs);
    const result = await pollCheck(
      core,
      { ...asked, ...at, check },
      { until: end, wanted: (one) => wanted(one) || isGone(one) },
    );
    if (!isGone(result)) return result;
    throw new PlaybookError('sandbox_not_running', 'The sandbox ended in the middle of the drill.', {
      hint: 'Run the drill again; `npm run -s playbook -- sandbox` alone shows whether one can be started.',
    });
  };
  return {
    ...frame,
    asked,
    standing: { fault: false, over: false, actions: [] },
    until,
    allGreen: (event, also) => allGreen({ drill, log, until, event, also }),
  };
}

const isGone = ({ problem }: CheckResult) => problem?.class === 'sandbox-not-running';

/** Why a result is not what it should be, for the reader. */
export const whyOf = ({ problem, assertions }: CheckResult): string =>
  problem?.message ?? assertions.find((one) => one.outcome !== 'pass')?.detail ?? '';

interface Green extends Pick<DrillTools, 'drill' | 'log' | 'until'> {
  readonly event: string;
  readonly also: Wanted | undefined;
}

async function allGreen({ drill, log, until, event, also }: Green): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of drill.baseline) {
    // A consumer that was disturbed a moment ago may take as long as it may take to recover.
    const wanted = (one: CheckResult) => one.status === 'pass' && (also?.(one) ?? true);
    const result = await until(check, drill.recover.within.ms, wanted);
    log.note(event, result.status, check);
    results.push(result);
    if (result.status === 'pass') continue;
    const when = event === 'baseline' ? 'before the fault' : 'after the drill';
    const message =
      `The baseline is not green ${when}: ${check} is ${result.status}. ${whyOf(result)}`.trim();
    throw result.status === 'error' ? new Error(message) : new DrillFailed('baseline', message);
  }
  return results;
}
