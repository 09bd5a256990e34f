// Works on many things at once and tells of each in the order that they were given.

/**
 * Runs `work` on at most `width` items at once; `tell` sees every value in order, as soon as it can.
 * After the signal aborts no further item is begun. The first rejection ends it.
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
  const worker = async () => {
    while (next < items.length && !signal.aborted) {
      const index = next++;
      done[index] = { value: await work(items[index] as Item) };
      for (let first = done[told]; first !== undefined; first = done[told]) {
        // Told values are not kept: ten thousand results would fill the memory.
        done[told] = undefined;
        tell(first.value, told);
        told += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
}
