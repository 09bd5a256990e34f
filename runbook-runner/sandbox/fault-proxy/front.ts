// Owns the proxy's listener: the address that consumers see. Connections come in over node:net, so that they can be
// left silent, reset, or handed to TLS with a certificate that can be swapped while it runs.
import { constants } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server } from 'node:https';
import { createServer, type Socket } from 'node:net';
import type { Leaf } from '../certificates.ts';
import { demanding } from '../https-server.ts';
import { listen } from '../listen.ts';
import { passOnClient } from './client-cert.ts';
import type { Ending } from './forward.ts';

/** How new connections are met. */
export interface Welcome {
  readonly leaf: Leaf;
  /** Accepted, and never answered. */
  readonly silent: boolean;
}

export interface Front {
  readonly url: string;
  /** Meets new connections in another way, and drops every connection that was opened before. */
  present(welcome: Welcome): Promise<void>;
  close(): Promise<void>;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => Promise<Ending>;

/** How long a switch waits for exchanges that were already forwarded. */
const SETTLE_MS = 50;

/** Without tickets a client cannot resume a session that began under another certificate. */
const secured = (leaf: Leaf, clientCa: string | undefined) => ({
  cert: leaf.cert,
  key: leaf.key,
  ...demanding(clientCa),
  secureOptions: constants.SSL_OP_NO_TICKET,
});

/** TLS and HTTP for the connections that it is handed; it listens to no port of its own. */
function secureServer(
  secure: ReturnType<typeof secured>,
  handle: Handle,
  raw: ReadonlyMap<number, Socket>,
  pending: Set<Promise<void>>,
) {
  const server = createTlsServer(secure, (request, response) => {
    const { socket } = request; // the request loses it when the client goes away
    const port = socket.remotePort ?? 0;
    const done = handle(request, response).then((ending) => {
      if (ending === 'reset') raw.get(port)?.resetAndDestroy();
      if (ending === 'cut') socket.end();
    });
    pending.add(done);
    void done.finally(() => pending.delete(done));
  });
  server.keepAliveTimeout = 60_000;
  return server;
}

/** Every connection goes to `server`, unless the front is silent. */
function accept(server: Server, raw: Map<number, Socket>, silent: () => boolean) {
  // A server that is handed its sockets sets no TCP_NODELAY: the end of a streamed answer would wait for an acknowledgement.
  return createServer({ noDelay: true }, (socket) => {
    // A reset (RST) can be sent by the TCP socket only, which the TLS socket hides: remember it by the client's port.
    const port = socket.remotePort ?? 0;
    raw.set(port, socket);
    socket.once('close', () => raw.delete(port));
    socket.on('error', () => socket.destroy());
    if (silent()) socket.resume();
    else server.emit('connection', socket);
  });
}

/**
 * `handle` says how the client's connection ends. With `clientCa`, the PEM of an authority, a client must show a
 * certificate of it, and the request names that certificate.
 */
export async function startFront(leaf: Leaf, handle: Handle, clientCa?: string): Promise<Front> {
  const raw = new Map<number, Socket>();
  const pending = new Set<Promise<void>>();
  let silent = false;
  const named: Handle = (request, response) => {
    if (clientCa !== undefined) passOnClient(request);
    return handle(request, response);
  };
  const server = secureServer(secured(leaf, clientCa), named, raw, pending);
  const listener = accept(server, raw, () => silent);
  const drop = () => {
    for (const socket of raw.values()) socket.destroy();
  };
  const port = await listen(listener);
  return {
    url: `https://127.0.0.1:${port}`,
    async present(next) {
      server.setSecureContext(secured(next.leaf, clientCa));
      silent = next.silent;
      drop();
      const settled = Promise.all(pending);
      await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, SETTLE_MS).unref())]);
    },
    close: () =>
      new Promise((resolve) => {
        listener.close(() => resolve());
        drop();
      }),
  };
}
