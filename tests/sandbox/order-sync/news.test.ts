// What order-sync hears of a refund, seen by what it does with its copy of the charge while it serves from the cache.
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { fault, openWorld, until, type World } from '../world.ts';

const world: World = await openWorld();
afterAll(() => world.close());

const operate = (path: string, method: 'GET' | 'PATCH' = 'GET', json?: unknown) =>
  world.orderSync.ask(path, { method, token: world.operator, json });
const set = (patch: object) => operate('/config', 'PATCH', patch);
const standing = async () =>
  ((await world.orderSync.ask('/webhooks/lumenpay')).body as { standing: string }).standing;

beforeEach(async () => {
  await until(async () => (await standing()) === 'ok', 'it hears');
});
afterEach(async () => {
  await world.sandbox.clear();
  await set({ webhooks: { mode: 'act' }, fallback: { mode: 'off' } });
});

const AHEAD = 15;
const PAID = 40;

/** The charge that pays for an order which comes in three seconds. */
function chargeSoon(): string {
  const { count } = world.sandbox.orderSync.health().orders.accepted;
  return `ch_demo${String(((count + AHEAD - 1) % PAID) + 1).padStart(4, '0')}`;
}

async function refund(charge: string): Promise<void> {
  const token = await world.token();
  const headers = { 'idempotency-key': `refund-${charge}` };
  const path = `/v1/charges/${charge}/refund`;
  expect((await world.lumenpay.ask(path, { method: 'POST', token, headers })).status).toBe(200);
}

/** What became of the next order that the charge pays for. */
async function becameOf(charge: string): Promise<string> {
  const from = Date.now();
  let seen = '';
  await until(
    async () => {
      const { body } = await operate('/log?limit=200');
      const events = String(body)
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
      const found = events.find((one) => one.charge === charge && one.order && Date.parse(one.at) > from);
      seen = found ? `${found.event}: ${found.detail}` : '';
      return seen !== '';
    },
    `an order of ${charge}`,
    10_000,
  );
  return seen;
}

const REFUSED = 'order.failed: the copy of the charge is refunded';

test.each([
  ['by a webhook', 'act', undefined, REFUSED],
  ['not by a forged one', 'act', 'forged', 'order.processed: cached'],
  ['by asking, though every webhook is forged', 'poll', 'forged', REFUSED],
] as const)('it hears of a refund %s', async (_how, mode, signature, becomes) => {
  await set({ webhooks: { mode }, fallback: { mode: 'cached' } });
  if (signature) await world.sandbox.inject(fault('webhook-unsigned', { signature }));
  const charge = chargeSoon();
  await refund(charge);
  expect(await becameOf(charge)).toBe(becomes);
});

test.each([
  ['webhook-unsigned', { signature: 'missing' }],
  ['webhook-duplicate', {}],
  ['webhook-replay', {}],
])(
  'under %s it says that it is in trouble, not when it asks, and is well again afterwards',
  async (kind, options) => {
    await world.sandbox.inject(fault(kind, options));
    await until(async () => (await standing()) === 'troubled', 'trouble is told');
    await set({ webhooks: { mode: 'poll' } });
    await until(async () => (await standing()) === 'ok', 'it hears by asking');
    await set({ webhooks: { mode: 'act' } });
    await until(async () => (await standing()) !== 'ok', 'the trouble is still there');
    await world.sandbox.clear();
    await until(async () => (await standing()) === 'ok', 'it hears deliveries');
  },
);

test('when Lumenpay can be asked nothing, asking does not help, and it says so', async () => {
  await set({ webhooks: { mode: 'poll' } });
  await until(async () => (await standing()) === 'ok', 'it hears by asking');
  await world.sandbox.inject(fault('status', { status: 503, path: '/v1' }));
  await until(async () => (await standing()) === 'silent', 'silence is told');
});
