// A live-fire drill that a person takes: the fault is on, the clock runs, and what they do hangs on the run.
import { PlaybookError } from '../../errors/index.ts';
import type { LiveFire } from '../../playbook/schema/drill.ts';
import type { RunRecord } from '../../ports/store.ts';
import type { Core } from '../core.ts';
import { faultOrder } from '../fault-order.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import type { Asked } from '../orders.ts';
import { othersOn, refuseDisturbed } from '../own-fault.ts';
import { begun } from '../record.ts';
import { agreedSeal } from '../seal.ts';
import { breakSandbox } from './break-sandbox.ts';
import { cleanUp } from './cleanup.ts';
import { conserved } from './exercise.ts';
import { liveFire } from './live-fire.ts';
import { DrillLog } from './log.ts';
import { brokenAt, type Marks, marksOf, type Scored, score } from './marks.ts';
import { DRILL_ENVIRONMENT, type DrillTools, drillTools } from './tools.ts';

export interface Attempt {
  readonly run: string;
  readonly drill: string;
  readonly actor: string;
  /** When the fault was on; absent when it never was. */
  readonly startedAt: string | undefined;
  readonly state: 'running' | 'ended';
  readonly marks: Marks;
  /** Hints that were asked for, in their order, and how many are left. */
  readonly hints: readonly string[];
  readonly hintsLeft: number;
  /** There when it ended. */
  readonly scored: Scored | undefined;
}

type Person = Pick<Asked, 'actor' | 'page' | 'signal'>;

/** Breaks the sandbox and starts the clock. Throws `fault_active` when it is disturbed, and what kept it from breaking. */
export async function beginAttempt(core: Core, id: string, person: Person): Promise<Attempt> {
  const playbook = await core.playbook();
  const { page, drill } = liveFire(playbook.drills, id);
  const seal = (await agreedSeal(core, playbook, person)) ?? page.seal ?? '';
  await refuseDisturbed(core.deps.sandbox);
  const { clock } = core.deps.ports;
  const run = newRunId(clock);
  const asked = { actor: person.actor, environment: DRILL_ENVIRONMENT };
  const startedAt = clock.now().toISOString();
  const base = { id: run, kind: 'drill', subject: id, seal, startedAt, request: { byHand: true } } as const;
  const record = await begun(core, asked, base);
  await (await core.store()).begin(record);
  await breakSandbox(core, record, faultOrder(find('fault', playbook.faults, drill.fault)));
  return attemptOf(core, run);
}

/** How far it is. Throws `unknown_run` for anything but a drill that a person took. */
export async function attemptOf(core: Core, run: string): Promise<Attempt> {
  const { record, drill, broken, records } = await taken(core, run);
  const hints = records.filter((one) => one.kind === 'hint').map(({ result }) => String(result));
  return {
    ...{ run, drill: record.subject, actor: record.actor, startedAt: broken },
    state: record.state === 'running' ? 'running' : 'ended',
    ...{ marks: marksOf(drill, broken, records), hints, hintsLeft: drill.hints.length - hints.length },
    scored: (record.result as { scored?: Scored } | null)?.scored,
  };
}

/** Tells the next hint, and records that it was asked for: it costs points. */
export async function takeHint(core: Core, run: string, actor: string): Promise<Attempt> {
  const { record, drill, records } = await taken(core, run);
  refuseEnded(record);
  const text = drill.hints[records.filter((one) => one.kind === 'hint').length];
  if (text === undefined) throw new PlaybookError('usage', 'No hint is left.');
  const { clock } = core.deps.ports;
  const now = clock.now().toISOString();
  const base = { id: newRunId(clock), kind: 'hint', subject: record.subject, seal: record.seal } as const;
  const asked = { actor, environment: DRILL_ENVIRONMENT, parent: run };
  const hint = await begun(core, asked, { ...base, startedAt: now });
  const ended = { state: 'finished', status: 'done', finishedAt: now, result: text } as const;
  await (await core.store()).append({ ...hint, ...ended });
  return attemptOf(core, run);
}

/** Ends the fault, takes back what still stands, looks whether all is green again, and counts the points. */
export async function finishAttempt(core: Core, run: string, { actor, signal }: Person): Promise<Attempt> {
  const { record, drill, broken, records } = await taken(core, run);
  refuseEnded(record);
  const playbook = await core.playbook();
  const { clock } = core.deps.ports;
  const tools = drillTools(core, { playbook, drill, run, actor, signal, log: new DrillLog(clock, () => {}) });
  const undone = new Set(records.flatMap((one) => (one.status === 'done' && one.undoes ? [one.undoes] : [])));
  tools.standing.fault = true;
  tools.standing.actions = records
    .filter((one) => one.kind === 'action' && one.status !== 'planned' && !undone.has(one.id))
    .map((one) => ({ run: one.id, action: one.subject }));
  const marks = marksOf(drill, broken, records);
  const left = await cleanUp(core, tools);
  const trouble = left.length > 0 ? left.join(' ') : await troubleAfter(core, tools);
  const scored = score(marks, records.filter((one) => one.kind === 'hint').length, trouble);
  const { detected: detectMs, mitigated: mitigateMs, recovered: recoverMs } = marks;
  const result = {
    drill: record.subject,
    status: scored.status,
    times: { detectMs, mitigateMs, recoverMs },
    scored,
  };
  const finishedAt = clock.now().toISOString();
  const store = await core.store();
  await store.end(run, { state: 'finished', status: scored.status, finishedAt, result }, actor);
  return attemptOf(core, run);
}

async function troubleAfter(core: Core, tools: DrillTools): Promise<string | undefined> {
  try {
    await tools.allGreen('after');
    await conserved(tools, 'at the end');
    return undefined;
  } catch (error) {
    const others = await othersOn(core.deps.sandbox, tools.drill.fault);
    return [error instanceof Error ? error.message : String(error), others].filter(Boolean).join(' ');
  }
}

interface Taken {
  readonly record: RunRecord;
  readonly drill: LiveFire;
  /** When the fault was on. */
  readonly broken: string | undefined;
  /** What ran in it, in order of time. */
  readonly records: readonly RunRecord[];
}

async function taken(core: Core, run: string): Promise<Taken> {
  const store = await core.store();
  const record = await store.get(run);
  const byHand = (record?.request as { byHand?: boolean } | null)?.byHand;
  if (record?.kind !== 'drill' || !byHand) {
    throw new PlaybookError('unknown_run', `No drill that a person took has the id "${run}".`);
  }
  const { drill } = liveFire((await core.playbook()).drills, record.subject);
  // By its kind: it is the oldest, and the first that a long list would leave out.
  const [stage] = await store.list({ parent: run, kind: 'stage', limit: 1 });
  const records = [...(await store.list({ parent: run, limit: 1_000 }))].reverse();
  return { record, drill, broken: brokenAt(record, stage), records };
}

function refuseEnded({ id, state }: RunRecord): void {
  if (state !== 'running') throw new PlaybookError('parent_refused', `Run ${id} has ended.`);
}
