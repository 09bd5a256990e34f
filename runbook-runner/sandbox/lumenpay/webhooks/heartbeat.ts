// Owns the heartbeat of an endpoint: an event each second, by which its receiver knows that it would be told.
import { randomBytes } from 'node:crypto';
import type { Message } from '../../fault-proxy/kinds/kind.ts';
import type { Endpoint } from './endpoints.ts';

const HEARTBEAT = 'endpoint.heartbeat';
const EVERY_MS = 1_000;

const beatOf = ({ id, url }: Endpoint, sequence: number): Message => ({
  id: `msg_${randomBytes(12).toString('hex')}`,
  url,
  body: JSON.stringify({ type: HEARTBEAT, timestamp: new Date().toISOString(), sequence, data: { id } }),
});

interface Receiver {
  readonly endpoint: Endpoint;
  readonly outbox: { readonly idle: boolean; put(message: Message): void };
}

/** Beats at once and each second until the signal; not while something else waits, which says as much. */
export function keepBeating(
  receiver: () => Receiver | undefined,
  sequence: () => number,
  ended: AbortSignal,
): void {
  const beat = (): void => {
    const { endpoint, outbox } = receiver() ?? {};
    if (endpoint?.status === 'enabled' && outbox?.idle) outbox.put(beatOf(endpoint, sequence()));
  };
  beat();
  const timer = setInterval(beat, EVERY_MS).unref();
  ended.addEventListener('abort', () => clearInterval(timer), { once: true });
}
