// Calendar days as people write them: YYYY-MM-DD. Pure.
const HOUR_MS = 3_600_000;

/** The day in UTC of an instant in milliseconds. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The first and the last day that is today somewhere: people write theirs, from UTC−12 to UTC+14. */
export const todayAnywhere = (now: Date): readonly [first: string, last: string] => [
  dayOf(now.getTime() - 12 * HOUR_MS),
  dayOf(now.getTime() + 14 * HOUR_MS),
];
