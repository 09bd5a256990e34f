// Whether upstreams were last seen to have as much left as a run would send: the one place that refuses one.
import { PlaybookError } from '../errors/index.ts';
import { counted } from '../ports/spoken.ts';
import { type Overdraft, overdraft, spending } from './budget.ts';
import type { Core } from './core.ts';
import type { Asking } from './orders.ts';

/** What is about to be asked of upstreams, as one. */
export interface Weighed {
  readonly checks: readonly string[];
  readonly environment: string;
  /** Runs although more would be spent than is left. */
  readonly force: boolean;
}

/** What the run would overdraw and may, by force. Throws `quota_short` with the arithmetic when it may not. */
export async function overdrawnBy(core: Core, weighed: Weighed): Promise<readonly Overdraft[]> {
  const overdrawn = await overdrafts(core, weighed);
  if (overdrawn.length > 0 && !weighed.force) throw quotaShort(core, weighed, overdrawn);
  return overdrawn;
}

/** The same of what a caller wants `withinQuota`: it is refused, never forced. */
export async function requireHeadroom(
  core: Core,
  { environment }: Asking,
  checks: readonly string[],
): Promise<void> {
  await overdrawnBy(core, { checks, environment, force: false });
}

async function overdrafts(core: Core, { checks, environment }: Weighed): Promise<Overdraft[]> {
  const spent = spending(await core.playbook(), checks);
  if (spent.size === 0) return [];
  const store = await core.store();
  const now = core.deps.ports.clock.now().getTime();
  const all = [...spent].map(async ([integration, spends]) => {
    const seen = await store.quota(integration, environment);
    return seen && overdraft(integration, spends, seen, now);
  });
  return (await Promise.all(all)).filter((one) => one !== undefined);
}

function quotaShort(core: Core, { checks }: Weighed, overdrawn: readonly Overdraft[]): PlaybookError {
  const now = core.deps.ports.clock.now().getTime();
  const resets = Math.max(...overdrawn.map(({ resetsAt }) => Date.parse(resetsAt)));
  const retryAfter = Math.max(1, Math.ceil((resets - now) / 1000));
  const fewer = checks.length > 1 ? ', select fewer checks' : '';
  return new PlaybookError('quota_short', overdrawn.map(({ says }) => says).join(' '), {
    hint: `Try again in ${counted(retryAfter, 'second')}${fewer}, or add --force.`,
    data: { overdrawn, retryAfter },
  });
}
