// A small upstream of the test's own with the fault proxy in front, and a client that says how an exchange went.
import { createServer, type Server } from 'node:https';
import type { LookupFunction } from 'node:net';
import { connect } from 'node:tls';
import { Pool } from 'undici';
import { socketLookup } from '../../../runbook-runner/adapters/named-lookup.ts';
import { namedUrl } from '../../../runbook-runner/ports/sandbox.ts';
import { certifyServer, makeAuthority } from '../../../runbook-runner/sandbox/certificates.ts';
import { type FaultProxy, startFaultProxy } from '../../../runbook-runner/sandbox/fault-proxy/index.ts';
import { listen, shut } from '../../../runbook-runner/sandbox/listen.ts';
import { sandboxHost, startNameServer } from '../../../runbook-runner/sandbox/name-server.ts';

export interface Asking {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a client sees of one exchange: the answer, or the code of what went wrong in it. */
export interface Seen {
  readonly status?: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text?: string;
  readonly error?: string;
  readonly headersMs?: number;
  readonly ms: number;
}

export interface Place {
  readonly proxy: FaultProxy;
  /** Changes what the upstream has at `/item`. */
  change(): void;
  ask(path: string, asking?: Asking): Promise<Seen>;
  /** The code that a verified handshake fails with within 200 ms, or "ok". */
  handshake(): Promise<string>;
  /** The address that the name server gives within 200 ms, or why there is none. */
  address(): Promise<string>;
  close(): Promise<void>;
}

/** `/item` has a version, an ETag and 20 items in a list; `?after` chooses the page. */
function upstream(leaf: { cert: string; key: string }, version: () => number): Server {
  return createServer(leaf, (request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'https://upstream.test');
    const after = Number(searchParams.get('after') ?? 0);
    response.setHeader('content-type', 'application/json');
    response.setHeader('etag', `"${version()}"`);
    if (request.headers['if-none-match'] === `"${version()}"`) return void response.writeHead(304).end();
    const item = { amount: 1999, currency: 'EUR', note: null, version: version(), first: after + 1 };
    response.end(JSON.stringify({ ...item, filling: 'x'.repeat(200) }));
  });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function asker(pool: Pool) {
  return async (path: string, { method = 'GET', headers = {} }: Asking = {}): Promise<Seen> => {
    const began = performance.now();
    const took = () => performance.now() - began;
    let head: Pick<Seen, 'status' | 'headers' | 'headersMs'> = { headers: {} };
    try {
      const signal = AbortSignal.timeout(400);
      const answer = await pool.request({ method, path, headers, signal });
      head = { status: answer.statusCode, headers: answer.headers, headersMs: took() };
      return { ...head, text: await answer.body.text(), ms: took() };
    } catch (error) {
      return { ...head, error: codeOf(error), ms: took() };
    }
  };
}

function handshake(url: string, ca: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(new URL(url).port), ca });
    const end = (said: string) => {
      socket.destroy();
      resolve(said);
    };
    socket.setTimeout(200, () => end('silent'));
    socket.once('secureConnect', () => end('ok'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

function addressOf(host: string, lookup: LookupFunction): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve('silent'), 200);
    lookup(host, {}, (error, address) => resolve(error?.code ?? String(address)));
  });
}

export async function openPlace(): Promise<Place> {
  const authority = await makeAuthority('Test CA', Date.now());
  const { good: leaf, bad: badLeaf } = await certifyServer(authority, 'Test', Date.now());
  const ca = authority.pem;
  let version = 1;
  const server = upstream(leaf, () => version);
  const port = await listen(server);
  const names = await startNameServer();
  const host = sandboxHost('test');
  const proxy = await startFaultProxy({
    ...{ upstream: `https://127.0.0.1:${port}`, ca, leaf, badLeaf, disturbName: names.add(host) },
  });
  const lookup = socketLookup(names.address);
  const pool = new Pool(namedUrl({ url: proxy.url, host }), { connect: { ca, lookup } });
  return {
    proxy,
    change: () => {
      version += 1;
    },
    ask: asker(pool),
    handshake: () => handshake(proxy.url, ca),
    address: () => addressOf(host, lookup),
    async close() {
      await pool.destroy();
      await proxy.close();
      await names.close();
      await shut(server);
    },
  };
}
