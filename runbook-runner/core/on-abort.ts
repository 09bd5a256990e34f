// Many listeners of one signal: a signal looks through all it has at each change, which a queue of hundreds would feel.

import { Bag } from './bag.ts';

const heard = new WeakMap<AbortSignal, Bag<() => void>>();

/** Calls back once when the signal aborts, unless the returned function was called before; never for none. */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  const listeners = heard.get(signal) ?? listenersOf(signal);
  return listeners.add(callback);
}

function listenersOf(signal: AbortSignal): Bag<() => void> {
  const listeners = new Bag<() => void>();
  heard.set(signal, listeners);
  const tell = () => {
    for (let listener = listeners.take(); listener !== undefined; listener = listeners.take()) listener();
  };
  signal.addEventListener('abort', tell, { once: true });
  return listeners;
}
