// What the parts of a drill share: its checks in the sandbox, and what stands and must be taken back.
import type { Playbook } from '../playbook/playbook.ts';
import type { Drill } from '../playbook/schema/pages.ts';
import type { CheckResult } from '../ports/result.ts';
import type { Core } from './core.ts';
import { DrillFailed, type DrillLog } from './drill-log.ts';
import type { Asked } from './orders.ts';
import { pollCheck } from './poll.ts';

/** The only environment that a drill ever touches. */
export const DRILL_ENVIRONMENT = 'sandbox';

export type LiveFire = Extract<Drill, { kind: 'live-fire' }>;

interface Frame {
  readonly playbook: Playbook;
  readonly drill: LiveFire;
  readonly run: string;
  readonly log: DrillLog;
  readonly actor: string;
  readonly signal?: AbortSignal | undefined;
}

export interface DrillTools extends Frame {
  readonly asked: Asked;
  /** What must be taken back at the end, whatever happened. */
  readonly standing: { fault: boolean; readonly actions: string[] };
  until(check: string, withinMs: number, wanted: (result: CheckResult) => boolean): Promise<CheckResult>;
  /** Waits for every baseline check to be green. */
  allGreen(event: string): Promise<void>;
  /** Waits until the check that must recover is red: else its recovery proves nothing. */
  hurt(): Promise<void>;
}

export function drillTools(core: Core, frame: Frame): DrillTools {
  const { drill, run, log, actor, signal } = frame;
  const asked: Asked = { actor, environment: DRILL_ENVIRONMENT, parent: run, signal };
  const until: DrillTools['until'] = (check, withinMs, wanted) => {
    const end = core.deps.ports.clock.monotonicMs() + withinMs;
    return pollCheck(core, { ...asked, check }, { until: end, wanted });
  };
  return {
    ...frame,
    asked,
    standing: { fault: false, actions: [] },
    until,
    allGreen: (event) => allGreen(drill, log, until, event),
    hurt: () => hurt(drill, log, until),
  };
}

async function allGreen(
  drill: LiveFire,
  log: DrillLog,
  until: DrillTools['until'],
  event: string,
): Promise<void> {
  // A consumer that was disturbed a moment ago may take as long as it may take to recover.
  const settleMs = drill.recover.within.ms;
  for (const check of drill.baseline) {
    const result = await until(check, settleMs, ({ status }) => status === 'pass');
    log.note(event, result.status, check);
    if (result.status === 'pass') continue;
    const when = event === 'baseline' ? 'before the fault' : 'after the drill';
    const why =
      result.problem?.message ?? result.assertions.find((one) => one.outcome !== 'pass')?.detail ?? '';
    const message = `The baseline is not green ${when}: ${check} is ${result.status}. ${why}`.trim();
    throw result.status === 'error' ? new Error(message) : new DrillFailed(message);
  }
}

async function hurt(drill: LiveFire, log: DrillLog, until: DrillTools['until']): Promise<void> {
  const { check } = drill.recover;
  if (check === drill.detect.check) return;
  const { ms, text } = drill.detect.within;
  const result = await until(check, ms, ({ status }) => status === 'fail');
  if (result.status !== 'fail') {
    const reason = `${check} stayed ${result.status} for ${text} under the fault, so its recovery would prove nothing.`;
    throw new DrillFailed(reason);
  }
  log.note('harm', 'fail', `${check} is red: the fault hurts`);
}
