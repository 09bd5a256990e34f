// The upstream that every contestant probes: 1 KB of JSON on loopback, in a process of its own.
// `?hold=50` makes it wait so many milliseconds first; every answer says how long the upstream itself took.
// A second port stands in for the sandbox's control address, so that the program finds the upstream.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

const charge = {
  id: 'ch_demo0001',
  status: 'succeeded',
  amount: 4200,
  currency: 'eur',
  created: '2026-01-15T09:30:00Z',
  metadata: Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`key_${index}`, 'x'.repeat(40)])),
};

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: unknown;
}

/** `?break=` names the promise that an answer does not keep. */
const broken: Readonly<Record<string, Partial<Answer>>> = {
  status: { status: 503 },
  header: { type: 'text/plain' },
  'first-value': { body: { ...charge, status: 'pending' } },
  'second-value': { body: { ...charge, currency: 'usd' } },
  schema: { body: { ...charge, amount: '4200' } },
};

const plain = JSON.stringify(charge);

function answerTo(url: string): { readonly status: number; readonly type: string; readonly text: string } {
  const [, asked = ''] = /[?&]break=([a-z-]+)/.exec(url) ?? [];
  const { status = 200, type = 'application/json', body } = broken[asked] ?? {};
  return { status, type, text: body === undefined ? plain : JSON.stringify(body) };
}

let asked = 0;

function charges(request: IncomingMessage, response: ServerResponse): void {
  asked += 1;
  const began = performance.now();
  const { status, type, text } = answerTo(request.url ?? '');
  const answer = () => {
    response.writeHead(status, {
      'content-type': type,
      'content-length': Buffer.byteLength(text),
      'server-timing': `own;dur=${(performance.now() - began).toFixed(3)}`,
    });
    response.end(text);
  };
  const holdMs = Number(/[?&]hold=(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
  if (holdMs > 0) setTimeout(answer, holdMs);
  else answer();
}

async function listen(server: Server): Promise<string> {
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

interface Place {
  readonly url: string;
  /** PEM of the authority that a contestant is told to trust; empty over plain HTTP. */
  readonly ca: string;
}

/** `trusted` and `expired` are signed by the authority that is handed out, `unknown` by another one. */
async function start(presents: string | undefined): Promise<Place> {
  if (presents === undefined) return { url: `http://${await listen(createServer(charges))}`, ca: '' };
  const { certifyServer, makeAuthority } = await import('../../runbook-runner/sandbox/certificates.ts');
  const now = Date.now();
  const [own, other] = [await makeAuthority('own', now), await makeAuthority('other', now)];
  const { good, bad } = await certifyServer(own, 'Lumenpay', now);
  const leaf = presents === 'expired' ? await bad('expired') : good;
  const url = `https://${await listen(createTlsServer(leaf, charges))}`;
  return { url, ca: presents === 'unknown' ? other.pem : own.pem };
}

const { url, ca } = await start(process.argv[2]);
const status = {
  pid: process.pid,
  startedAt: new Date().toISOString(),
  seed: 1,
  servers: [{ name: 'bench', url }],
  ca,
  credentials: {},
  faults: [],
};
const alive = createServer((_, response) => response.end(JSON.stringify(status)));
const control = { url: `http://${await listen(alive)}`, token: 'bench' };
process.send?.({ url, ca, state: { ...status, control } });
process.on('message', () => process.send?.(asked));
process.on('disconnect', () => process.exit(0));
