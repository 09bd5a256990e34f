// A proxy on loopback that opens connections by CONNECT, and a server that demands client certificates.
import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import { connect, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { HttpProxy } from '../../runbook-runner/ports/passage.ts';
import type { Authority, Leaf } from './certificates.ts';
import { listen, type Running } from './servers.ts';

/** Takes only clients that `authority` vouches for, and answers with the name that each one showed. */
export function serveMutual(
  leaf: Leaf,
  authority: Authority,
  more: ServerOptions & { readonly echo?: string } = {},
): Promise<Running> {
  const demands = { requestCert: true, rejectUnauthorized: true, ca: authority.pem };
  const server = createHttpsServer({ ...leaf, ...demands, ...more }, (request, response) => {
    const { subject } = (request.socket as TLSSocket).getPeerCertificate();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ client: subject?.CN, echo: more.echo }));
  });
  return listen(server, 'https');
}

export interface Asked {
  readonly target: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

export interface RunningProxy extends Running {
  /** Each CONNECT that arrived. */
  readonly asked: readonly Asked[];
}

/** Opens every connection to `port` of this machine, whatever name was asked for; or answers `status` instead. */
export async function serveProxy(port: number, status = 200, tls?: Leaf): Promise<RunningProxy> {
  const asked: Asked[] = [];
  const server = tls ? createHttpsServer(tls) : createHttpServer();
  server.on('connect', ({ url, headers }, client: Socket) => {
    asked.push({ target: url, headers });
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const upstream = connect(port, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(client);
      client.pipe(upstream);
    });
    for (const one of [upstream, client]) {
      one.on('error', () => undefined);
      one.on('close', () => {
        upstream.destroy();
        client.destroy();
      });
    }
  });
  return { ...(await listen(server, tls ? 'https' : 'http')), asked };
}

/** The proxy as an environment would declare it; of this machine, so that a test can be one. */
export const proxyAt = (url: string, more: Partial<HttpProxy> = {}): HttpProxy => ({
  ...{ url, loopback: true, privateNetwork: false, except: [] },
  ...more,
});
