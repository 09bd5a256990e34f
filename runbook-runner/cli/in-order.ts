// Works on many things at once and tells of each in the order that they were given.

/**
 * Runs `work` on at most `width` items at once; `tell` sees every value in order, as soon as it can.
 * After the signal aborts no further item is begun, nor after a rejection: the first one is thrown when what was
 * begun has ended and been told, so that nothing is lost and nothing goes on behind the caller's back.
 */
export async function inOrder<Item, Value>(
  items: readonly Item[],
  { width, signal }: { readonly width: number; readonly signal: AbortSignal },
  work: (item: Item) => Promise<Value>,
  tell: (value: Value, index: number) => void,
): Promise<void> {
  const done: ({ readonly value: Value } | undefined)[] = [];
  let next = 0;
  let told = 0;
  const failures: unknown[] = [];
  const one = async (index: number) => {
    try {
      return { value: await work(items[index] as Item) };
    } catch (error) {
      failures.push(error);
      return undefined;
    }
  };
  const worker = async () => {
    while (next < items.length && !signal.aborted && failures.length === 0) {
      const index = next++;
      done[index] = await one(index);
      for (let first = done[told]; first !== undefined; first = done[told]) {
        // Told values are not kept: ten thousand results would fill the memory.
        done[told] = undefined;
        tell(first.value, told);
        told += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  // Left over is what ended behind an item that has no value.
  for (const [index, left] of done.entries()) if (left !== undefined) tell(left.value, index);
  if (failures.length > 0) throw failures[0];
}
