// Loopback servers for tests: well-behaved HTTP, TLS with a chosen certificate, and raw sockets that misbehave.
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { afterEach } from 'vitest';
import type { Leaf } from './certificates.ts';

export interface Running {
  readonly port: number;
  readonly url: string;
  /** Connections that were opened so far. */
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

export async function listen(server: Server, scheme: string): Promise<Running> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}`,
    connections: () => count,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
}

export const serveHttp = (listener: RequestListener): Promise<Running> =>
  listen(createHttpServer(listener), 'http');

export const serveHttps = (leaf: Leaf, listener: RequestListener): Promise<Running> =>
  listen(createHttpsServer({ cert: leaf.cert, key: leaf.key }, listener), 'https');

/** Shakes hands and is silent then; staples the OCSP response that it is given. */
export function serveTls(options: TlsOptions, staple?: Buffer): Promise<Running> {
  const server = createTlsServer(options, (socket) => socket.on('error', () => undefined));
  server.on('OCSPRequest', (_certificate, _issuer, callback) => callback(null, staple ?? Buffer.alloc(0)));
  return listen(server, 'https');
}

/** Answers the first bytes of each connection by `answer`, whatever they are. */
export const serveRaw = (answer: (socket: Socket) => void, scheme = 'http'): Promise<Running> =>
  listen(
    createTcpServer((socket) => socket.once('data', () => answer(socket))),
    scheme,
  );

/** Stands before another server, so far away that each byte takes `ms` there and as long back. */
export function serveFar({ port }: Running, ms: number): Promise<Running> {
  const later = (from: Socket, to: Socket) => {
    from.on('data', (bytes) => setTimeout(() => to.write(bytes), ms));
    from.on('close', () => setTimeout(() => to.destroy(), ms));
    from.on('error', () => undefined);
  };
  const server = createTcpServer((socket) => {
    const behind = connect(port, '127.0.0.1');
    later(socket, behind);
    later(behind, socket);
  });
  return listen(server, 'https');
}

/** Accepts connections and never says a word. */
export const serveSilence = (scheme = 'http'): Promise<Running> =>
  listen(
    createTcpServer((socket) => socket.resume()),
    scheme,
  );

export const json = (status: number, body: unknown): RequestListener =>
  function answer(_request, response) {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };

/** Keeps the servers of a test and closes them after it. */
export function closedAfterEach() {
  const running: Pick<Running, 'close'>[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
  });
  return async <Server extends Pick<Running, 'close'>>(server: Promise<Server>): Promise<Server> => {
    const started = await server;
    running.push(started);
    return started;
  };
}
