// Recorded runs as one HAR 1.2 document: a page for each run, an entry for each exchange, redacted as they were kept.
import { z } from 'zod';
import { PlaybookError } from '../errors/index.ts';
import { Exchange, Phases, Problem } from '../ports/result.ts';
import { StepOutcome } from '../ports/steps.ts';
import type { RunRecord } from '../ports/store.ts';
import type { Core } from './core.ts';
import { harEntry, type Recorded } from './har-entry.ts';

/** Of a run that others belong to, so many are looked at. */
const MOST_CHILDREN = 1_000;

const Evidence = z.object({
  exchange: Exchange.optional(),
  phases: Phases.optional(),
  problem: Problem.optional(),
  latency: z.object({ samples: z.array(z.number()) }).optional(),
  steps: z.array(StepOutcome).optional(),
});

/** The exchanges that a run recorded: those of its steps, else the one that shows best what came of it. */
function exchangesOf({ id: run, startedAt, result }: RunRecord): Recorded[] {
  const { data } = Evidence.safeParse(result);
  if (data === undefined) return [];
  const { exchange, phases, problem, latency, steps } = data;
  if (steps !== undefined) {
    return steps.flatMap((step) =>
      step.exchange
        ? {
            ...step,
            ...{ run, exchange: step.exchange, startedAt: step.startedAt ?? startedAt },
            problem,
            comment: step.name,
          }
        : [],
    );
  }
  const sampled = latency && latency.samples.length > 1;
  const comment = sampled
    ? `One of ${latency.samples.length} samples; the time is that of the first.`
    : undefined;
  return exchange ? [{ exchange, phases, problem, run, startedAt, comment }] : [];
}

const pageOf = ({ id, kind, subject, environment, startedAt }: RunRecord) => ({
  ...{ startedDateTime: startedAt, id, title: `${kind} ${subject} (${environment})` },
  pageTimings: {},
});

/** The document of these runs and of all that ran in them. Throws `unknown_run`. */
export async function harOf(core: Core, runs: readonly string[]) {
  const store = await core.store();
  const all: RunRecord[] = [];
  for (const id of runs) {
    const record = await store.get(id);
    if (record === undefined) throw new PlaybookError('unknown_run', `No run has the id "${id}".`);
    const inside = record.kind === 'check' ? [] : await store.list({ parent: id, limit: MOST_CHILDREN });
    all.push(record, ...inside.toReversed());
  }
  const told = all.map((record) => ({ record, exchanges: exchangesOf(record) }));
  const pages = told.filter(({ exchanges }) => exchanges.length > 0).map(({ record }) => pageOf(record));
  const entries = told.flatMap(({ exchanges }) => exchanges.map(harEntry));
  const creator = { name: 'playbook', version: core.deps.version };
  return { log: { version: '1.2', creator, pages, entries } };
}

export type Har = Awaited<ReturnType<typeof harOf>>;
