// Repeats a probe with bounded concurrency. A higher one would make the latencies lie.

/** Calls `one` for 0 … count-1, at most `concurrency` at once, in order; stops starting more once `stop` says so. */
export async function sample<T>(
  count: number,
  concurrency: number,
  one: (index: number) => Promise<T>,
  stop: () => boolean,
): Promise<T[]> {
  if (count === 1) return stop() ? [] : [await one(0)];
  const results: T[] = [];
  let next = 0;
  const worker = async () => {
    while (next < count && !stop()) {
      const index = next;
      next += 1;
      results[index] = await one(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker));
  return results;
}
