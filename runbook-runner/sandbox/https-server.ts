// Owns how an app of the sandbox is served: HTTPS on loopback, with a client certificate where one is asked for.
import { createServer, type Server } from 'node:https';
import { createAdaptorServer } from '@hono/node-server';
import type { Leaf } from './certificates.ts';
import { listen, shut } from './listen.ts';

export interface HttpsServer {
  readonly url: string;
  close(): Promise<void>;
}

interface Options {
  readonly fetch: Parameters<typeof createAdaptorServer>[0]['fetch'];
  readonly leaf: Leaf;
  /** PEM of the authority whose client certificates are accepted; without it none is asked for. */
  readonly clientCa?: string | undefined;
}

/** Refuses in the handshake whoever has no certificate of the authority. */
export const demanding = (clientCa: string | undefined) =>
  clientCa === undefined ? {} : { ca: clientCa, requestCert: true, rejectUnauthorized: true };

export async function serveHttps({ fetch, leaf, clientCa }: Options): Promise<HttpsServer> {
  const serverOptions = { cert: leaf.cert, key: leaf.key, ...demanding(clientCa) };
  const server = createAdaptorServer({ fetch, createServer, serverOptions }) as Server;
  server.keepAliveTimeout = 60_000; // longer than the proxy in front keeps its connections
  const port = await listen(server);
  return { url: `https://127.0.0.1:${port}`, close: () => shut(server) };
}
