// An upstream did what it was asked, and its answer is lost: order-sync asks again, and finds what is there already.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { signedBy } from '../../../runbook-runner/sandbox/order-sync/signed-tokens.ts';
import { clientOfAccess, fault, openWorld, until, type World } from '../world.ts';

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

test('the last pieces of each article are held for the orders that asked for them', async () => {
  const { access } = world.sandbox.upstreams.stockline;
  const stockline = clientOfAccess(access);
  const secret = access.credentials['stockline-signing-key'] ?? '';
  const { value: token } = await signedBy({ keyId: 'hv-1', secret });
  const levels = async () =>
    ((await stockline.ask('/v1/stock?limit=100', { token })).body as { data: Level[] }).data;
  const held = async () => (await levels()).reduce((sum, { reserved }) => sum + reserved, 0);
  /** Counts the article anew: nothing is there but what is held. */
  const sellOut = async (sku: string) => {
    const path = `/v1/stock/${sku}`;
    const { body, headers } = await stockline.ask(path, { token });
    const json = { on_hand: (body as Level).reserved };
    const condition = { 'if-match': String(headers.etag) };
    return (await stockline.ask(path, { method: 'PATCH', token, json, headers: condition })).status === 200;
  };
  const done = () => world.sandbox.orderSync.health().fulfilment.stockline?.done.count ?? 0;

  await losesAnswers('stockline', '/v1/reservations');
  await until(async () => (await held()) > done() + 3, 'answers are lost');
  for (const { sku } of await levels()) await until(() => sellOut(sku), `${sku} is sold out`);
  const pieces = await held();
  await world.sandbox.clear();
  await until(() => done() === pieces, 'each piece that is held counts for its order');
  await stockline.close();
});

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
