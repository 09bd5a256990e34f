// Records the healthy state of an integration as its checks measure it, and compares it with the state now.
import { PlaybookError } from '../../errors/index.ts';
import type { Baseline } from '../../playbook/schema/baseline.ts';
import type { RunFilter, RunRecord } from '../../ports/store.ts';
import { runCheck } from '../check.ts';
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import { newRunId } from '../ids.ts';
import type { Asking } from '../orders.ts';
import { requireHeadroom } from '../overdrawn.ts';
import { begun } from '../record.ts';
import { type Compared, compareMeasurements, type Measurement, measurementOf } from './compare.ts';

export interface RecordedBaseline {
  readonly run: string;
  readonly integration: string;
  readonly environment: string;
  /** Only a state in which every check passed counts as healthy, and is compared with. */
  readonly status: 'pass' | 'fail' | 'error';
  readonly measurements: readonly Measurement[];
  readonly actor: string;
  readonly startedAt: string;
  readonly commit: string;
}

export interface BaselineComparison {
  readonly integration: string;
  readonly environment: string;
  readonly status: 'within' | 'outside' | 'error' | 'not-recorded';
  /** The newest healthy state that was recorded; undefined when there is none. */
  readonly recorded: Pick<RecordedBaseline, 'run' | 'actor' | 'startedAt' | 'commit'> | undefined;
  readonly compared: readonly Compared[];
  /** Runs of the checks that measured now. */
  readonly runs: readonly string[];
}

/** Runs the checks and commits what they measured. Throws `unknown_integration`, `quota_short`, and `usage` when none are declared. */
export async function recordBaseline(core: Core, id: string, asked: Asking): Promise<RecordedBaseline> {
  const { clock } = core.deps.ports;
  const { baseline, seal } = await declared(core, id);
  if (asked.withinQuota) await requireHeadroom(core, asked, checksOf(baseline));
  const run = newRunId(clock);
  const base = {
    id: run,
    kind: 'baseline',
    subject: id,
    seal,
    startedAt: clock.now().toISOString(),
  } as const;
  const record = await begun(core, asked, base);
  const measurements = await measure(core, baseline, asked, run);
  const status = verdictOf(measurements);
  const result = core.deps.redactor.redact({ measurements });
  const finishedAt = clock.now().toISOString();
  const ended = { ...record, state: 'finished', status, finishedAt, result } as const;
  await (await core.store()).append(ended);
  const { actor, startedAt, commit, environment } = ended;
  return { run, integration: id, environment, status, ...result, actor, startedAt, commit };
}

/** Measures again, unless nothing healthy was recorded in this environment. Throws as `recordBaseline` does. */
export async function compareBaseline(core: Core, id: string, asked: Asking): Promise<BaselineComparison> {
  const { environment } = asked;
  const { baseline } = await declared(core, id);
  const store = await core.store();
  const recorded = await lastHealthy((filter) => store.list(filter), id, environment);
  const frame = { integration: id, environment };
  if (!recorded) return { ...frame, status: 'not-recorded', recorded: undefined, compared: [], runs: [] };
  if (asked.withinQuota) await requireHeadroom(core, asked, checksOf(baseline));
  const now = await measure(core, baseline, asked);
  const { measurements } = recorded.result as Pick<RecordedBaseline, 'measurements'>;
  const compared = measurements.flatMap((before) => {
    const again = now.find(({ check }) => check === before.check);
    return compareMeasurements(before, again, baseline.allowed);
  });
  const { id: run, actor, startedAt, commit } = recorded;
  return core.deps.redactor.redact({
    ...{ ...frame, status: statusOf(now, compared), compared, runs: now.map((one) => one.run) },
    recorded: { run, actor, startedAt, commit },
  });
}

async function declared(core: Core, id: string): Promise<{ baseline: Baseline; seal: string }> {
  const { integration, seal = '' } = find('integration', (await core.playbook()).integrations, id);
  const { baseline } = integration;
  if (checksOf(baseline).length > 0) return { baseline, seal };
  throw new PlaybookError('usage', `The integration "${id}" declares no checks of its baseline.`, {
    hint: 'List them under `integration.baseline.checks` in the front matter of its page.',
  });
}

/** What measures a baseline, each once. */
export const checksOf = ({ checks, configuration }: Baseline): string[] => [
  ...new Set([...checks, ...(configuration ? [configuration.check] : [])]),
];

/** One after the other: checks at once would measure each other. */
async function measure(
  core: Core,
  baseline: Baseline,
  { actor, environment, signal }: Asking,
  parent?: string,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const check of checksOf(baseline)) {
    const order = { actor, environment, signal, check, parent };
    measurements.push(measurementOf(await runCheck(core, order, () => {}), baseline));
    signal?.throwIfAborted();
  }
  return measurements;
}

function verdictOf(measurements: readonly Measurement[]): RecordedBaseline['status'] {
  if (measurements.some(({ status }) => status === 'fail')) return 'fail';
  return measurements.every(({ status }) => status === 'pass') ? 'pass' : 'error';
}

/** What is outside is certain; what could not be measured is not. */
function statusOf(now: readonly Measurement[], compared: readonly Compared[]): BaselineComparison['status'] {
  const unsure = new Set(
    now.filter(({ status }) => status === 'error' || status === 'skipped').map((one) => one.check),
  );
  const outside = compared.filter(({ within }) => !within);
  if (outside.some(({ check }) => !unsure.has(check))) return 'outside';
  return unsure.size > 0 ? 'error' : 'within';
}

export async function lastHealthy(
  list: (filter: RunFilter) => Promise<readonly RunRecord[]>,
  subject: string,
  environment: string,
): Promise<RunRecord | undefined> {
  const runs = await list({ kind: 'baseline', subject, environment, state: 'finished' });
  return runs.find(({ status }) => status === 'pass');
}
