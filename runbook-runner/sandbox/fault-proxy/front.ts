// Owns the proxy's TLS listener: the address that consumers see, with a certificate that can be swapped while it runs.
import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Leaf } from '../certificates.ts';
import { listen, shut } from '../listen.ts';
import type { Ending } from './forward.ts';

export interface Front {
  readonly url: string;
  /** Presents another certificate and drops every connection that was opened under the one before. */
  present(leaf: Leaf): Promise<void>;
  close(): Promise<void>;
}

/** How long a switch waits for exchanges that were already forwarded. */
const SETTLE_MS = 50;

/** Without tickets a client cannot resume a session that began under another certificate. */
const secured = (leaf: Leaf) => ({
  cert: leaf.cert,
  key: leaf.key,
  secureOptions: constants.SSL_OP_NO_TICKET,
});

/** `handle` says how the client's connection ends. */
export async function startFront(
  leaf: Leaf,
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<Ending>,
): Promise<Front> {
  const raw = new Map<number, Socket>();
  const pending = new Set<Promise<void>>();
  const server = createServer(secured(leaf), (request, response) => {
    const done = handle(request, response).then((ending) => {
      if (ending === 'reset') raw.get(request.socket.remotePort ?? 0)?.resetAndDestroy();
      if (ending === 'cut') request.socket.end();
    });
    pending.add(done);
    void done.finally(() => pending.delete(done));
  });
  server.keepAliveTimeout = 60_000;
  // A reset (RST) can be sent by the TCP socket only, which the TLS socket hides: remember it by the client's port.
  server.on('connection', (socket: Socket) => {
    const port = socket.remotePort ?? 0;
    raw.set(port, socket);
    socket.once('close', () => raw.delete(port));
    socket.on('error', () => socket.destroy());
  });
  const port = await listen(server);
  return {
    url: `https://127.0.0.1:${port}`,
    async present(next) {
      server.setSecureContext(secured(next));
      for (const socket of raw.values()) socket.destroy();
      const settled = Promise.all(pending);
      await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref())]);
    },
    close: () => shut(server),
  };
}
