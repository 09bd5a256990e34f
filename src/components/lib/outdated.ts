// Whether a decision still stands on the latest results.
interface Recorded {
  readonly kind: string;
  readonly subject: string;
}

/** True when a check that the decision looks at was run after it. `records` stand in the order in which they ended. */
export function isOutdated(
  records: readonly Recorded[],
  decision: string,
  checks: readonly string[],
): boolean {
  const decided = records.findLastIndex(({ kind, subject }) => kind === 'decision' && subject === decision);
  return records.slice(decided + 1).some(({ kind, subject }) => kind === 'check' && checks.includes(subject));
}
