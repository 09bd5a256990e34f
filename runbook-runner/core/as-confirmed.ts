// Holds an order to the plan that a person confirmed: what was shown is what is done.
import { PlaybookError } from '../errors/index.ts';
import type { Problem } from '../ports/result.ts';
import type { RunRecord } from '../ports/store.ts';
import type { Change } from './change.ts';
import type { Core } from './core.ts';
import { digestOf } from './digest.ts';
import type { ActionResult } from './orders.ts';
import type { Planned } from './planning.ts';

type Shown = Pick<ActionResult, 'plan'>;

/** The same plan, or one that may not be made, where it is no longer what was confirmed. Throws `unknown_run`. */
export async function asConfirmed(core: Core, change: Change, planned: Planned): Promise<Planned> {
  const { confirmed } = change;
  if (confirmed === undefined || planned.plan.obstacle !== undefined) return planned;
  const look = await lookOf(core, change, confirmed);
  const { seal, parameters } = change;
  const other = differing(look, core.deps.redactor.redact({ seal, parameters, plan: planned.plan }));
  if (other.length === 0) return planned;
  const problem: Problem = {
    class: 'changed-meanwhile',
    outcome: 'fail',
    message: `What it would do now is not what was confirmed (run ${confirmed}). Other than shown: ${other.join(', ')}. Nothing was sent.`,
    hint: 'Look at the plan anew, and confirm that.',
  };
  return { ...planned, plan: { ...planned.plan, obstacle: { status: 'unmet', problem } } };
}

async function lookOf(core: Core, { definition, asked }: Change, run: string): Promise<RunRecord> {
  const look = await (await core.store()).get(run);
  const fits = look?.kind === 'action' && look.subject === definition.id && look.status === 'planned';
  if (look && fits && look.environment === asked.environment) return look;
  throw new PlaybookError(
    'unknown_run',
    `Run "${run}" is no plan of “${definition.title}” in ${asked.environment}.`,
    { hint: 'Ask for the plan with a dry run, and confirm that.' },
  );
}

const same = (one: unknown, other: unknown): boolean => digestOf({ one }) === digestOf({ one: other });

/** What differs, by name. Counts at risk and instants in a body go on by themselves, and are not compared. */
function differing(look: RunRecord, now: Pick<Change, 'seal' | 'parameters'> & Shown): string[] {
  const { plan: shown } = look.result as Shown;
  const { plan } = now;
  const asked = (look.request as { readonly parameters?: unknown } | null)?.parameters;
  const stages = (one: Shown['plan']) => one.stages?.map(({ id }) => id);
  const target = ({ request }: Shown['plan']) => request && [request.method, request.url];
  const others = [
    ...(look.seal === now.seal ? [] : ['the definition']),
    ...(same(asked, now.parameters) ? [] : ['the parameters']),
    ...(same(stages(shown), stages(plan)) ? [] : ['the stages']),
    ...differingPaths(shown.changes ?? [], plan.changes ?? []),
  ];
  if (others.length > 0 || same(target(shown), target(plan))) return others;
  return ['the request'];
}

type Values = NonNullable<Shown['plan']['changes']>;

function differingPaths(shown: Values, now: Values): string[] {
  const before = new Map(shown.map((one) => [one.path, one]));
  const after = new Map(now.map((one) => [one.path, one]));
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => !same(before.get(path) ?? null, after.get(path) ?? null));
}
