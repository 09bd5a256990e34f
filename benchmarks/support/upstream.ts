// The upstream that every contestant probes: 1 KB of JSON over plain HTTP on loopback, in a process of its own.
// `?hold=50` makes it wait so many milliseconds first; every answer says how long the upstream itself took.
// A second port stands in for the sandbox's control address, so that the program finds the upstream.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const charge = JSON.stringify({
  id: 'ch_demo0001',
  status: 'succeeded',
  amount: 4200,
  currency: 'eur',
  created: '2026-01-15T09:30:00Z',
  metadata: Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`key_${index}`, 'x'.repeat(40)])),
});

async function serve(body: string): Promise<string> {
  const server: Server = createServer((request, response) => {
    const began = performance.now();
    const answer = () => {
      response.writeHead(200, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'server-timing': `own;dur=${(performance.now() - began).toFixed(3)}`,
      });
      response.end(body);
    };
    const holdMs = Number(/[?&]hold=(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
    if (holdMs > 0) setTimeout(answer, holdMs);
    else answer();
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const url = await serve(charge);
const status = {
  pid: process.pid,
  startedAt: new Date().toISOString(),
  seed: 1,
  servers: [{ name: 'bench', url }],
  ca: '',
  credentials: {},
  faults: [],
};
const control = { url: await serve(JSON.stringify(status)), token: 'bench' };
process.send?.({ url, state: { ...status, control } });
process.on('disconnect', () => process.exit(0));
