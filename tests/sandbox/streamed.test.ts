import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { expect, onTestFinished, test } from 'vitest';
import { certifyServer, makeAuthority } from '../../runbook-runner/sandbox/certificates.ts';
import { forward } from '../../runbook-runner/sandbox/fault-proxy/forward.ts';
import { startFront } from '../../runbook-runner/sandbox/fault-proxy/front.ts';
import { listen, shut } from '../../runbook-runner/sandbox/listen.ts';

const PIECES = 3;
const PAUSE_MS = 2;

/** Milliseconds of the median of twenty answers. */
async function median(pool: Pool): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < 20; index += 1) {
    const began = performance.now();
    const { body } = await pool.request({ path: '/', method: 'GET' });
    expect(await body.text()).toBe('x'.repeat(PIECES));
    times.push(performance.now() - began);
  }
  return times.toSorted((a, b) => a - b)[10] ?? Number.NaN;
}

// Held back until it is acknowledged, each answer would take 40 ms longer.
test('an answer that comes in pieces goes on at once, piece by piece', { retry: 2 }, async () => {
  const upstream = createServer(async (_, response) => {
    response.writeHead(200);
    for (let piece = 0; piece < PIECES; piece += 1) {
      response.write('x');
      await pause(PAUSE_MS);
    }
    response.end();
  });
  const straight = new Pool(`http://127.0.0.1:${await listen(upstream)}`);
  const { good } = await certifyServer(await makeAuthority('Test', Date.now()), 'test', Date.now());
  const front = await startFront(good, (request, response) => forward(straight, request, response));
  const proxied = new Pool(front.url, { connect: { rejectUnauthorized: false } });
  onTestFinished(async () => {
    await proxied.destroy();
    await front.close();
    await straight.destroy();
    await shut(upstream);
  });
  const [direct, through] = [await median(straight), await median(proxied)];
  console.log(`${direct.toFixed(2)} ms direct, ${through.toFixed(2)} ms through the proxy`);
  expect(through - direct).toBeLessThan(10);
});
