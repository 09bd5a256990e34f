import { connect } from 'node:tls';
import { Pool } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { canDisturb, type Disturbed, type FaultOrder } from '../../runbook-runner/ports/sandbox.ts';
import { fault, openWorld, until, type World } from './world.ts';

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = await world.token();
});
afterEach(() => world.sandbox.clear());
afterAll(() => world.close());

const charge = () => world.lumenpay.ask('/v1/charges/ch_demo0001', { token });
const url = (): URL => new URL(world.sandbox.status().servers[0]?.url ?? '');
const amountAsText = [{ change: 'retype', pointer: '/amount', to: 'string' }];

/** The code that a verified handshake fails with, or "ok"; `remember` gets the session that could be resumed. */
const handshake = (session?: Buffer, remember: (session: Buffer) => void = () => {}): Promise<string> =>
  new Promise((resolve) => {
    const { ca } = world.sandbox.status();
    const socket = connect({ host: '127.0.0.1', port: Number(url().port), ca, ...(session && { session }) });
    socket.on('session', remember);
    socket.once('secureConnect', () => setTimeout(() => socket.end(() => resolve('ok')), 20));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });

describe('each fault does what it says, and nothing is left of it', () => {
  afterEach(async () => {
    await world.sandbox.clear();
    expect(await handshake()).toBe('ok');
    expect((await charge()).body).toMatchObject({ id: 'ch_demo0001', amount: expect.any(Number) });
  });

  test('latency', async () => {
    await world.sandbox.inject(fault('latency', { delay: '300ms' }));
    const began = performance.now();
    expect((await charge()).status).toBe(200);
    expect(performance.now() - began).toBeGreaterThan(290);
  });

  test('status without retryAfter sends no Retry-After', async () => {
    await world.sandbox.inject(fault('status', { status: 503 }));
    const answer = await charge();
    expect(answer.status).toBe(503);
    expect(answer.headers['retry-after']).toBeUndefined();
  });

  test('reset', async () => {
    await world.sandbox.inject(fault('reset', {}));
    await expect(charge()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('schema-drift, in a charge and in a list', async () => {
    await world.sandbox.inject(fault('schema-drift', { changes: amountAsText }));
    expect((await charge()).body).toMatchObject({ amount: expect.stringMatching(/^\d+$/) });
    const { body } = await world.lumenpay.ask('/v1/charges?limit=2', { token });
    expect(body).toMatchObject({ data: [{ amount: expect.any(String) }, { amount: expect.any(String) }] });
  });

  test('certificate, also for connections and sessions from before', async () => {
    let session: Buffer | undefined;
    await handshake(undefined, (given) => {
      session = given;
    });
    const kept = new Pool(url().origin, { connect: { ca: world.sandbox.status().ca } });
    await (await kept.request({ method: 'GET', path: '/v1/ping' })).body.dump();
    await world.sandbox.inject(fault('certificate', { which: 'expired' }));
    expect(await handshake()).toBe('CERT_HAS_EXPIRED');
    expect(await handshake(session)).toBe('CERT_HAS_EXPIRED');
    await until(async () => {
      const error = await kept.request({ method: 'GET', path: '/v1/ping' }).catch((cause) => cause);
      return error.code === 'CERT_HAS_EXPIRED';
    }, 'the kept pool meets the expired certificate');
    await kept.destroy();
  });
});

describe('where and how long', () => {
  test('a path limits a fault to requests that start so', async () => {
    await world.sandbox.inject(fault('status', { status: 503, path: '/v1/charges' }));
    expect((await charge()).status).toBe(503);
    expect((await world.lumenpay.ask('/v1/ping')).status).toBe(200);
  });

  test.each([
    ['status', { status: 503 }],
    ['certificate', { which: 'expired' }],
  ])('%s ends by itself', async (kind, options) => {
    await world.sandbox.inject(fault(kind, options, 200));
    const tookMs = await until(() => world.sandbox.status().faults.length === 0, 'the fault ended');
    expect(tookMs).toBeLessThan(1_000);
    expect((await world.lumenpay.ask('/v1/ping')).status).toBe(200);
  });

  test('the timer of a cleared fault does not end the next one', async () => {
    await world.sandbox.inject(fault('status', { status: 503 }, 150));
    await world.sandbox.clear();
    await world.sandbox.inject(fault('status', { status: 429 }));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await charge()).status).toBe(429);
  });

  test('a second fault is refused by the name of the first, which stays', async () => {
    await world.sandbox.inject(fault('status', { status: 503 }));
    await expect(world.sandbox.inject(fault('reset', {}))).rejects.toMatchObject({
      code: 'fault_active',
      message: expect.stringMatching(/"test-status" is active on lumenpay until [\d-]+ [\d:]+Z\.$/),
    });
    expect((await charge()).status).toBe(503);
  });

  test('two faults injected at once: one is on, the other refused', async () => {
    const both = [fault('status', { status: 503 }), fault('reset', {})];
    const outcomes = await Promise.allSettled(both.map((order) => world.sandbox.inject(order)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await charge()).status).toBe(503);
  });

  test('the same fault again answers the active one, with the end it had', async () => {
    const first = await world.sandbox.inject(fault('reset', {}));
    expect(await world.sandbox.inject(fault('reset', {}))).toEqual(first);
  });

  test.each([
    ['ledger-export', fault('latency', { delay: '1ms' }), 'No fault can be aimed at'],
    ['order-sync', fault('latency', { delay: '1ms' }), 'nobody can disturb the exchange of "order-sync"'],
    ['lumenpay', fault('latency', {}), 'options that it cannot have'],
    ['lumenpay', fault('status', { status: 200 }), 'options that it cannot have'],
    ['lumenpay', fault('flood', {}), 'of a kind that there is not'],
    ['lumenpay', fault('certificate', { which: 'expired', path: '/v1' }), 'options that it cannot have'],
  ])('aimed at %s, %o is refused', async (target, order, message) => {
    await expect(world.sandbox.inject({ ...order, target })).rejects.toMatchObject({
      code: 'invalid_request',
      message: expect.stringContaining(message),
    });
    expect(world.sandbox.status().faults).toEqual([]);
  });

  test('lint takes for each server just the faults that the sandbox takes there', async () => {
    const servers = ['lumenpay', 'parcelo', 'stockline', 'order-sync', 'ledger-export'];
    const orders: [Disturbed, FaultOrder][] = [
      ['traffic', fault('reset', {})],
      ['deliveries', fault('webhook-replay', {})],
      ['configuration', fault('configuration', { set: { versions: { lumenpay: '2026-09-01' } } })],
    ];
    for (const target of servers) {
      for (const [disturbed, order] of orders) {
        const taken = await world.sandbox.inject({ ...order, target }).then(
          () => true,
          () => false,
        );
        await world.sandbox.clear();
        expect(`${target} ${disturbed} ${canDisturb(target, disturbed)}`).toBe(
          `${target} ${disturbed} ${taken}`,
        );
      }
    }
  });

  test('clear tells what it ended, and nothing when nothing was on', async () => {
    const active = await world.sandbox.inject(fault('reset', {}));
    expect(await world.sandbox.clear()).toEqual([active]);
    expect(await world.sandbox.clear()).toEqual([]);
  });
});
