// What a run of many checks would take of each upstream's quota, against what is left of it. Pure.
import type { CheckDefinition, Playbook } from '../playbook/playbook.ts';
import type { ObservedQuota, Quota } from '../ports/quota.ts';
import { counted } from '../ports/spoken.ts';

/** More than is left: who, how much, until when, and what the run would take. */
export interface Overdraft {
  readonly integration: string;
  /** Upstream requests that the run may send, retries counted. */
  readonly spends: number;
  readonly left: number;
  /** When the quota is whole again: ISO 8601, UTC. */
  readonly resetsAt: string;
  readonly observedAt: string;
  /** All of it in a sentence. */
  readonly says: string;
}

/** Upstream requests that a check may send at most; one that changes something is never tried again. */
export const spendOf = ({ cost, retries, changes }: CheckDefinition): number =>
  cost * (1 + (changes ? 0 : (retries?.times ?? 0)));

/** What each integration would be asked; who would be asked once is left out: that is how one learns what is left. */
export function spending(playbook: Playbook, checks: readonly string[]): ReadonlyMap<string, number> {
  const spent = new Map<string, number>();
  for (const id of checks) {
    const check = playbook.checks.get(id);
    if (check) spent.set(check.integration, (spent.get(check.integration) ?? 0) + spendOf(check));
  }
  for (const [integration, requests] of spent) if (requests <= 1) spent.delete(integration);
  return spent;
}

interface Headroom {
  readonly left: number;
  readonly untilMs: number;
}

/** Requests that are left, and until when that holds; undefined when every limit has been reset since. */
export function headroomAt({ observedAt, limits, retryAfterMs }: Quota, nowMs: number): Headroom | undefined {
  const seenMs = Date.parse(observedAt);
  const told: Headroom[] = limits.flatMap(({ unit, remaining, resetsInMs, windowMs }) => {
    // Nobody knows how long a number without an end holds.
    const forMs = resetsInMs ?? windowMs;
    return unit === 'requests' && forMs !== undefined ? [{ left: remaining, untilMs: seenMs + forMs }] : [];
  });
  if (retryAfterMs !== undefined) told.push({ left: 0, untilMs: seenMs + retryAfterMs });
  const valid = told.filter(({ untilMs }) => untilMs > nowMs);
  return valid.sort((a, b) => a.left - b.left || b.untilMs - a.untilMs)[0];
}

const instant = (ms: number) => new Date(ms).toISOString();

/** `2026-11-27T09:14:20.000Z` as `2026-11-27 09:14:20Z`. */
const spokenInstant = (ms: number) => instant(ms).replace('T', ' ').replace(/\.\d+/, '');

/** What an integration was last seen to have left, against what would be spent; undefined when it is enough. */
export function overdraft(
  integration: string,
  spends: number,
  { run, quota }: ObservedQuota,
  nowMs: number,
): Overdraft | undefined {
  const room = headroomAt(quota, nowMs);
  if (room === undefined || spends <= room.left) return undefined;
  const { left, untilMs } = room;
  const has = `${integration} has ${counted(left, 'request')} left`;
  return {
    ...{ integration, spends, left, resetsAt: instant(untilMs), observedAt: quota.observedAt },
    says: `${has} until ${spokenInstant(untilMs)}, as run ${run} saw, and this run would send up to ${spends}.`,
  };
}
