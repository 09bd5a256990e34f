// Runs of a scenario: one is open at a time in an environment, it can be resumed, and it tells what ran in it.
import { PlaybookError } from '../errors/index.ts';
import type { RunRecord } from '../ports/store.ts';
import type { Core } from './core.ts';
import { find } from './find.ts';
import { newRunId } from './ids.ts';
import type { Asked, ScenarioRecord, ScenarioRun } from './orders.ts';
import { begun } from './record.ts';
import { agreedSeal } from './seal.ts';
import { findEnvironment } from './target.ts';

const MOST_RECORDS = 10_000;
const IN_A_RUN = new Set(['check', 'action', 'undo', 'decision']);

/** Begins a run, or answers the open one. Two that begin at once get the same run. */
export async function follow(core: Core, scenario: string, asked: Asked): Promise<ScenarioRun> {
  const playbook = await core.playbook();
  const page = find('scenario', playbook.scenarios, scenario);
  const seal = (await agreedSeal(core, playbook, asked)) ?? page.seal ?? '';
  const { environment } = asked;
  findEnvironment(playbook, page.scenario.integration, environment);
  const store = await core.store();
  const [latest] = await store.list({ kind: 'scenario', subject: scenario, environment, limit: 1 });
  if (latest?.state === 'running') return toScenarioRun(core, latest);
  const { clock } = core.deps.ports;
  const base = { id: newRunId(clock), kind: 'scenario', subject: scenario, seal } as const;
  const run = await begun(core, asked, { ...base, startedAt: clock.now().toISOString() });
  let after = latest?.id ?? 'none';
  for (;;) {
    const idempotencyKey = `follow ${scenario} ${environment} after ${after}`;
    const first = await store.begin({ ...run, idempotencyKey, requestDigest: null });
    if (!first.repeated || first.run.state === 'running') return toScenarioRun(core, first.run);
    // The clock was set back: a run that began later by it has ended already.
    after = first.run.id;
  }
}

/** Throws `unknown_run` for anything that isn't a run of a scenario. */
export async function scenarioRun(core: Core, id: string): Promise<ScenarioRun> {
  return toScenarioRun(core, await recordOf(core, id));
}

/** Ends a run; one that has ended is answered as it is. */
export async function finish(core: Core, id: string, actor: string): Promise<ScenarioRun> {
  const record = await recordOf(core, id);
  if (record.state === 'running') {
    const finishedAt = core.deps.ports.clock.now().toISOString();
    await (await core.store()).end(id, { state: 'finished', status: null, finishedAt, result: null }, actor);
  }
  return scenarioRun(core, id);
}

async function recordOf(core: Core, id: string): Promise<RunRecord> {
  const record = await (await core.store()).get(id);
  if (record?.kind === 'scenario') return record;
  throw new PlaybookError('unknown_run', `No run of a scenario has the id "${id}".`);
}

async function toScenarioRun(core: Core, run: RunRecord): Promise<ScenarioRun> {
  const store = await core.store();
  const inside = await store.list({ parent: run.id, limit: MOST_RECORDS });
  return {
    run: run.id,
    scenario: run.subject,
    environment: run.environment,
    state: run.state === 'outcome_unknown' ? 'interrupted' : run.state,
    actor: run.actor,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt ?? undefined,
    records: inside
      .filter((one) => IN_A_RUN.has(one.kind))
      .map(toRecord)
      .reverse(),
  };
}

function toRecord(run: RunRecord): ScenarioRecord {
  return {
    run: run.id,
    step: run.step ?? undefined,
    kind: run.kind as ScenarioRecord['kind'],
    subject: run.subject,
    status: run.status ?? run.state,
    at: run.startedAt,
    actor: run.actor,
    commit: run.commit,
    seal: run.seal,
    undoes: run.undoes ?? undefined,
  };
}
