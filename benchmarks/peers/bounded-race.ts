// A race in turns that nobody can hold up: who takes too long is ended by its process id and leaves the race.
import { type Contestant, endOf, median } from '../support/timing.ts';

/** What a single process may take. */
export const LIMIT_MS = 60_000;

export interface Place {
  /** Median of its turns in milliseconds; NaN for one that never came to its end. */
  readonly ms: number;
  readonly turns: number;
  /** Turns that ended with another exit code than 0, though the upstream kept every promise. */
  readonly failed: number;
  /** It was ended, and its earlier turns, if any, say nothing. */
  readonly tooSlow: boolean;
}

/** `turns` of each contestant after one that doesn't count, which alone decides who is too slow to go on. */
export function boundedRace(contestants: readonly Contestant[], turns: number): ReadonlyMap<string, Place> {
  const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  const failed = new Map<string, number>();
  const tooSlow = new Set<string>();
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const contestant of contestants) {
      const { name } = contestant;
      if (tooSlow.has(name)) continue;
      const { ms, exitCode } = endOf(contestant, LIMIT_MS);
      if (exitCode === undefined) tooSlow.add(name);
      if (turn === 0) continue;
      times.get(name)?.push(ms);
      if (exitCode !== 0) failed.set(name, (failed.get(name) ?? 0) + 1);
    }
  }
  const placeOf = (name: string): Place => {
    const all = times.get(name) ?? [];
    return { ms: median(all), turns: all.length, failed: failed.get(name) ?? 0, tooSlow: tooSlow.has(name) };
  };
  return new Map(contestants.map(({ name }) => [name, placeOf(name)]));
}
