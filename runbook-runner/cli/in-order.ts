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
): Promise<Value[]> {
  const done = new Map<number, Value>();
  const values: Value[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length && !signal.aborted) {
      const index = next++;
      done.set(index, await work(items[index] as Item));
      for (let ready = done.get(values.length); done.has(values.length); ready = done.get(values.length)) {
        values.push(ready as Value);
        tell(ready as Value, values.length - 1);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return values;
}
