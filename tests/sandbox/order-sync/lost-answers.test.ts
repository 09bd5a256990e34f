// An upstream did what it was asked, and its answer is lost: order-sync asks again, and finds what is there already.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signedBy } from '../../../runbook-runner/sandbox/order-sync/signed-tokens.ts';
import { clientOfAccess, fault, openWorld, sleep, until, type World } from '../world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** Each answer to such a request breaks off in the middle; the upstream has done it by then. */
const losesAnswers = (target: 'parcelo' | 'stockline' | 'lumenpay', path: string) =>
  world.sandbox.inject({ ...fault('reset', { when: 'after-headers', method: 'POST', path }), target });

interface Level {
  readonly sku: string;
  readonly reserved: number;
}

/** Stockline as its warehouse sees it: how much is held, and each article counted anew. */
async function openWarehouse() {
  const { access } = world.sandbox.upstreams.stockline;
  const stockline = clientOfAccess(access);
  const secret = access.credentials['stockline-signing-key'] ?? '';
  const { value: token } = await signedBy({ keyId: 'hv-1', secret });
  const levels = async () =>
    ((await stockline.ask('/v1/stock?limit=100', { token })).body as { data: Level[] }).data;
  const count = async (sku: string, more: number) => {
    const path = `/v1/stock/${sku}`;
    const { body, headers } = await stockline.ask(path, { token });
    const json = { on_hand: (body as Level).reserved + more };
    const condition = { 'if-match': String(headers.etag) };
    return (await stockline.ask(path, { method: 'PATCH', token, json, headers: condition })).status === 200;
  };
  return {
    held: async () => (await levels()).reduce((sum, { reserved }) => sum + reserved, 0),
    /** Of each article so many are there beyond what is held. */
    leave: async (more: number) => {
      for (const { sku } of await levels()) await until(() => count(sku, more), `${sku} is counted`);
    },
    close: () => stockline.close(),
  };
}

const stockline = () => world.sandbox.orderSync.health().fulfilment.stockline;
const done = () => stockline()?.done.count ?? 0;

test('the last pieces of each article are held for the orders that asked for them', async () => {
  const { held, leave, close } = await openWarehouse();
  await losesAnswers('stockline', '/v1/reservations');
  await until(async () => (await held()) > done() + 3, 'answers are lost');
  await leave(0);
  const pieces = await held();
  await world.sandbox.clear();
  await until(() => done() === pieces, 'each piece that is held counts for its order');
  await close();
});

const POST = { method: 'POST', path: '/v1/reservations' };

test.each([
  ['is lost on the way there', fault('reset', POST), true],
  ['is refused for its rate', fault('status', { status: 429, ...POST }), false],
])(
  'an order whose request %s, while the article sells out, gets its piece when there is more',
  async (_what, broken, askedBlindly) => {
    const { leave, close } = await openWarehouse();
    const breaks = () => world.sandbox.inject({ ...broken, target: 'stockline' });
    const refused = () => world.sandbox.log('stockline').filter(({ status }) => status === 409).length;
    await until(() => done() > 0, 'pieces are held');
    await breaks();
    await until(() => (stockline()?.waiting.count ?? 0) > 12, 'orders wait');
    await leave(0);
    // Whoever read a level before has asked for its piece by then.
    await sleep(500);
    await world.sandbox.clear();
    await sleep(1_500);
    // Who knows that nothing can be held for it asks for the level first.
    expect(refused() > 0).toBe(askedBlindly);
    // While one article is there and another not yet, an order of the other one would be rejected.
    await breaks();
    await leave(10_000);
    await world.sandbox.clear();
    await until(() => (stockline()?.waiting.count ?? 0) < 6, 'no order waits');
    expect(stockline()).toMatchObject({ failed: { count: 0 }, quarantined: { count: 0 } });
    await close();
  },
  30_000,
);

const PLACES = [
  ['lumenpay', '/oauth/client_secrets', /^lk_.+_2$/],
  ['parcelo', '/v1/api-keys', /^key_/],
  ['stockline', '/v1/keys', /^hv-2$/],
] as const;

test.each(PLACES)(
  'a key of %s whose answer was lost is the key that the next request gets',
  async (...place) => {
    const [name, path, second] = place;
    const move = (stage: string) =>
      world.orderSync.ask(`/keys/${name}/${stage}`, { method: 'POST', token: world.operator });
    await losesAnswers(name, path);
    for (const _attempt of [1, 2, 3]) expect((await move('stage')).status).toBe(502);
    await world.sandbox.clear();
    for (const stage of ['stage', 'verify', 'switch', 'retire']) {
      const answer = await move(stage);
      expect(answer.status, JSON.stringify(answer.body)).toBe(200);
      const { slots } = answer.body as { slots: { b: { keyId: string } } };
      expect(slots.b.keyId).toMatch(second);
    }
    // A further key is another one: the first request has had its answer.
    const next = await move('stage');
    expect(next.status, JSON.stringify(next.body)).toBe(200);
    const { slots } = next.body as { slots: Record<'a' | 'b', { keyId: string }> };
    expect(slots.a.keyId).not.toBe(slots.b.keyId);
  },
);
