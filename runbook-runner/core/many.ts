// What holds a run of many checks together: one deadline for all, and a quota that it must not overdraw.
import { PlaybookError } from '../errors/index.ts';
import type { Duration } from '../ports/duration.ts';
import { type Overdraft, overdraft } from './budget.ts';
import type { Core } from './core.ts';

/** When a run of many ends, whatever has started by then. */
export interface RunDeadline {
  readonly text: string;
  /** By the monotonic clock. */
  readonly endMs: number;
  /** Aborts then, or when the run is given up. */
  readonly signal: AbortSignal;
}

export interface ManyOrder {
  readonly checks: readonly string[];
  readonly environment: string;
  readonly deadline?: Duration | undefined;
  /** Runs although more would be spent than is left. */
  readonly force: boolean;
  readonly signal: AbortSignal;
}

export interface Many {
  /** To be handed to each check. */
  readonly until: RunDeadline | undefined;
  /** What the run overdraws; only with `force`. */
  readonly overdrawn: readonly Overdraft[];
}

/** What the run would overdraw and may, by force. Throws `quota_short` with the arithmetic when it may not. */
export async function overdrawnBy(
  core: Core,
  { environment, force }: ManyOrder,
  spent: ReadonlyMap<string, number>,
): Promise<readonly Overdraft[]> {
  const overdrawn = await overdrafts(core, environment, spent);
  if (overdrawn.length > 0 && !force) throw quotaShort(core, overdrawn);
  return overdrawn;
}

async function overdrafts(core: Core, environment: string, spent: ReadonlyMap<string, number>) {
  const store = await core.store();
  const now = core.deps.ports.clock.now().getTime();
  const all = [...spent].map(async ([integration, spends]) => {
    const seen = await store.quota(integration, environment);
    return seen && overdraft(integration, spends, seen, now);
  });
  return (await Promise.all(all)).filter((one) => one !== undefined);
}

function quotaShort(core: Core, overdrawn: readonly Overdraft[]): PlaybookError {
  const now = core.deps.ports.clock.now().getTime();
  const resets = Math.max(...overdrawn.map(({ resetsAt }) => Date.parse(resetsAt)));
  const retryAfter = Math.max(1, Math.ceil((resets - now) / 1000));
  return new PlaybookError('quota_short', overdrawn.map(({ says }) => says).join(' '), {
    hint: `Try again in ${retryAfter} seconds, select fewer checks, or add --force.`,
    data: { overdrawn, retryAfter },
  });
}

/** Begins now. */
export function runDeadline(core: Core, { ms, text }: Duration, signal: AbortSignal): RunDeadline {
  const over = new AbortController();
  core.watch.after(ms, () => over.abort(new DOMException('The run has used up its time.', 'TimeoutError')));
  const endMs = core.deps.ports.clock.monotonicMs() + ms;
  return { text, endMs, signal: AbortSignal.any([signal, over.signal]) };
}
