// Many listeners of one signal: a signal looks through all it has at each change, which a queue of hundreds would feel.

const heard = new WeakMap<AbortSignal, Set<() => void>>();

/** Calls back once when the signal aborts, unless the returned function was called before; never for none. */
export function onAbort(signal: AbortSignal | undefined, callback: () => void): () => void {
  if (signal === undefined) return () => {};
  const listeners = heard.get(signal) ?? listenersOf(signal);
  listeners.add(callback);
  return () => {
    listeners.delete(callback);
  };
}

function listenersOf(signal: AbortSignal): Set<() => void> {
  const listeners = new Set<() => void>();
  heard.set(signal, listeners);
  const tell = () => {
    for (const listener of listeners) listener();
    listeners.clear();
  };
  signal.addEventListener('abort', tell, { once: true });
  return listeners;
}
