// Whether a port can be had, asked before work that takes long.
import type { ListenerPort } from '../ports/listener.ts';

const CLOSED = { status: 503, headers: {}, body: '' };

/** Opens the port on both loopback addresses and closes it again. Throws `port_taken`. */
export async function probePort(listener: ListenerPort, port: number): Promise<void> {
  if (port === 0) return;
  const listening = await listener.listen({
    host: '127.0.0.1',
    alsoHost: '::1',
    port,
    headersTimeoutMs: 1_000,
    requestTimeoutMs: 1_000,
    maxConnections: 1,
    admit: () => CLOSED,
    refuse: () => CLOSED,
    handle: () => new Response(null, { status: CLOSED.status }),
  });
  await listening.close(0);
}
