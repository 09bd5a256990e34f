// What the end of a run says of the state that its runbook wants afterwards.
interface Ran {
  readonly kind: string;
  readonly subject: string;
  readonly status: string;
}

/** One sentence; undefined where no check shows the state. A check counts as it ended when it was last run. */
export function afterwardsOf(records: readonly Ran[], checks: readonly string[]): string | undefined {
  if (checks.length === 0) return undefined;
  const last = new Map(
    records.filter(({ kind }) => kind === 'check').map(({ subject, status }) => [subject, status]),
  );
  const passed = checks.filter((check) => last.get(check) === 'pass').length;
  if (passed === checks.length) return 'All that shows the state afterwards has passed.';
  return `Of what shows the state afterwards, ${passed} of ${checks.length} passed when last run.`;
}
