// The first address of a name that takes a connection: a slow one goes on while others are tried beside it (RFC 8305).
import type { Socket } from 'node:net';
import type { Address } from './connection.ts';

/** Milliseconds that an address has before the next one is tried beside it (RFC 8305 §5). */
const NEXT_AFTER_MS = 250;

/** Made once: it is no failure. */
const LATE = new Error('Another address was faster.');

/** The families in turn, that of the first address first (RFC 8305 §4). */
function inTurn(addresses: readonly Address[]): Address[] {
  const [first] = addresses;
  const alike = addresses.filter(({ family }) => family === first?.family);
  const others = addresses.filter(({ family }) => family !== first?.family);
  const turns = alike.flatMap((one, index) => [one, ...others.slice(index, index + 1)]);
  return [...turns, ...others.slice(alike.length)];
}

/** Rejects with the errors of all addresses, or with the signal's reason. `open` gives up when its signal comes. */
export function firstOf(
  addresses: readonly Address[],
  open: (address: Address, signal: AbortSignal) => Promise<Socket>,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((done, fail) => {
    const decided = new AbortController();
    const waiting = inTurn(addresses);
    const errors: unknown[] = [];
    let timer: NodeJS.Timeout | undefined;
    const won = (socket: Socket) => {
      clearTimeout(timer);
      if (decided.signal.aborted) return void socket.destroy();
      decided.abort(LATE);
      done(socket);
    };
    const lost = (error: unknown) => {
      errors.push(error);
      if (signal.aborted) {
        decided.abort(LATE);
        fail(signal.reason);
      } else if (waiting.length > 0) next();
      else if (errors.length === addresses.length) fail(new AggregateError(errors, messageOf(errors)));
    };
    const next = () => {
      clearTimeout(timer);
      const address = waiting.shift();
      if (address === undefined || decided.signal.aborted) return;
      if (waiting.length > 0) timer = setTimeout(next, NEXT_AFTER_MS);
      open(address, AbortSignal.any([signal, decided.signal])).then(won, lost);
    };
    next();
  });
}

const messageOf = ([first]: readonly unknown[]): string => (first instanceof Error ? first.message : '');
