// How long people spent in each step of a run, from the times of its records.
interface Stamped {
  readonly step: string | undefined;
  readonly at: string;
}

/** Milliseconds a step: from its first record to the next step's first; the latest step lasts until now. */
export function spentBySteps(records: readonly Stamped[], nowMs: number): Map<string, number> {
  const spent = new Map<string, number>();
  let current: { step: string; sinceMs: number } | undefined;
  const leave = (atMs: number) => {
    if (current)
      spent.set(current.step, (spent.get(current.step) ?? 0) + Math.max(0, atMs - current.sinceMs));
  };
  for (const record of records) {
    if (record.step === undefined || record.step === current?.step) continue;
    const atMs = Date.parse(record.at);
    leave(atMs);
    current = { step: record.step, sinceMs: atMs };
  }
  leave(nowMs);
  return spent;
}
