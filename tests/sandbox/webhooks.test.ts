// Lumenpay's webhooks over real sockets: made by its API, signed, delivered in order, tried again, and taken by order-sync.
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contract } from './contract.ts';
import { type Receiver, receive } from './receiver.ts';
import { openWorld, until, type World } from './world.ts';

const lumenpay = contract('lumenpay.openapi.yaml');
const orderSync = contract('order-sync.openapi.yaml');
let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = await world.token();
});
afterAll(() => world.close());

const opened: Receiver[] = [];
afterEach(() => Promise.all(opened.splice(0).map((one) => one.close())));

const ask = (path: string, json?: unknown, method: 'GET' | 'POST' | 'DELETE' = 'POST') =>
  world.lumenpay.ask(`/v1/webhook_endpoints${path}`, { method, token, json });

/** An endpoint of its own, its receiver, and a way to have test events sent there. */
async function subscribed(answer?: Parameters<typeof receive>[0]) {
  const receiver = await receive(answer);
  opened.push(receiver);
  const made = await ask('', { url: receiver.url });
  const { id } = made.body as { id: string };
  return { receiver, made, id, send: (count: number) => ask(`/${id}/test`, { count }) };
}

const secret = () => world.sandbox.status().credentials['lumenpay-webhook-secret'] ?? '';
const sequences = ({ arrived }: Receiver) => arrived.map(({ body }) => JSON.parse(body).sequence as number);

describe('endpoints', () => {
  test('are made, listed, read and deleted as the contract says', async () => {
    const { made, id } = await subscribed();
    expect(made.status).toBe(201);
    expect(lumenpay.violations('createWebhookEndpoint', made)).toEqual([]);
    const list = await ask('', undefined, 'GET');
    expect(lumenpay.violations('listWebhookEndpoints', list)).toEqual([]);
    expect(JSON.stringify(list.body)).toContain(id);
    const one = await ask(`/${id}`, undefined, 'GET');
    expect(lumenpay.violations('getWebhookEndpoint', one)).toEqual([]);
    expect((await ask(`/${id}`, undefined, 'DELETE')).status).toBe(204);
    const gone = await ask(`/${id}/test`, {});
    expect(gone.status).toBe(404);
    expect(lumenpay.violations('testWebhookEndpoint', gone)).toEqual([]);
  });

  test.each([
    'https://127.0.0.1:1/',
    'http://example.com/',
    'http://127.0.0.1.example.com/',
    'http://user:word@127.0.0.1/',
    'http://169.254.169.254/',
    'ftp://127.0.0.1/',
    'nonsense',
  ])('refuses the address %s', async (url) => {
    const answer = await ask('', { url });
    expect(answer.status).toBe(422);
    expect(lumenpay.violations('createWebhookEndpoint', answer)).toEqual([]);
  });

  test('are nobody else’s: a token without the scope is refused', async () => {
    const narrow = await world.token('charges:read');
    const answer = await world.lumenpay.ask('/v1/webhook_endpoints', { token: narrow });
    expect(answer.status).toBe(403);
    expect(lumenpay.violations('listWebhookEndpoints', answer)).toEqual([]);
  });
});

describe('deliveries', () => {
  test('are signed, match the contract, and come in order', async () => {
    const { receiver, send, id } = await subscribed();
    const sent = await send(3);
    expect(sent.status).toBe(202);
    expect(lumenpay.violations('testWebhookEndpoint', sent)).toEqual([]);
    await until(() => receiver.arrived.length === 3, 'three deliveries');
    expect(sent.body).toEqual({ endpoint: id, sequences: sequences(receiver) });
    for (const { body, headers } of receiver.arrived) {
      const event = new Webhook(secret()).verify(body, headers);
      expect(lumenpay.hookViolations('chargeSucceeded', event)).toEqual([]);
    }
    expect(new Set(receiver.arrived.map(({ headers }) => headers['webhook-id'])).size).toBe(3);
  });

  test('tell of a charge and of its refund', async () => {
    const { receiver } = await subscribed();
    const headers = () => ({ 'idempotency-key': crypto.randomUUID() });
    const json = { amount: 125, currency: 'EUR' };
    const made = await world.lumenpay.ask('/v1/charges', {
      ...{ method: 'POST', token, json },
      headers: headers(),
    });
    const { id } = made.body as { id: string };
    await world.lumenpay.ask(`/v1/charges/${id}/refund`, { method: 'POST', token, headers: headers() });
    await until(() => receiver.arrived.length === 2, 'both events');
    const [charged, refunded] = receiver.arrived.map(({ body }) => JSON.parse(body));
    expect([charged.type, refunded.type]).toEqual(['charge.succeeded', 'charge.refunded']);
    expect(charged.data.id).toBe(id);
    expect(lumenpay.hookViolations('chargeRefunded', refunded)).toEqual([]);
  });

  test('are tried again under the same id with a newer time, and hold up those after them', async () => {
    const answers = [500, 503];
    const { receiver, send } = await subscribed(() => answers.shift() ?? 200);
    await send(2);
    await until(() => receiver.arrived.length === 4, 'two failures and two deliveries');
    const attempts = receiver.arrived.map(({ headers }) => headers);
    expect(new Set(attempts.slice(0, 3).map((one) => one['webhook-id'])).size).toBe(1);
    const times = attempts.slice(0, 3).map((one) => Number(one['webhook-timestamp']));
    expect(times).toEqual([...new Set(times)].sort());
    expect(attempts[3]?.['webhook-id']).not.toBe(attempts[0]?.['webhook-id']);
  });

  test('end with 410', async () => {
    const { receiver, send, id } = await subscribed(() => 410);
    await send(2);
    const disabled = async () =>
      JSON.stringify((await ask(`/${id}`, undefined, 'GET')).body).includes('disabled');
    await until(disabled, 'the endpoint is disabled');
    await send(1);
    expect(receiver.arrived).toHaveLength(1);
  });
});

describe('order-sync', () => {
  const counts = async () => {
    const answer = await world.orderSync.ask('/webhooks/lumenpay');
    expect(orderSync.violations('getWebhookCounts', answer)).toEqual([]);
    return answer.body as Record<'taken' | 'repeated' | 'refused', number>;
  };
  const deliver = async (id: string, seconds: number, key = secret()) => {
    const body = JSON.stringify({ type: 'charge.succeeded', sequence: 7, data: { id: 'ch_demo0001' } });
    const signature = new Webhook(key).sign(id, new Date(seconds * 1000), body);
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signature,
    };
    const json = JSON.parse(body);
    return world.orderSync.ask('/webhooks/lumenpay', { method: 'POST', headers, json });
  };

  test('takes what Lumenpay tells it', async () => {
    const { taken } = await counts();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const json = { amount: 126, currency: 'EUR' };
    await world.lumenpay.ask('/v1/charges', { method: 'POST', token, headers, json });
    await until(async () => (await counts()).taken === taken + 1, 'order-sync took it');
  });

  test('takes an event once, and a replay or a forgery never', async () => {
    const before = await counts();
    const now = Math.floor(Date.now() / 1000);
    const [one, two] = [`msg_${crypto.randomUUID()}`, `msg_${crypto.randomUUID()}`];
    const first = await deliver(one, now - 2);
    expect(first.body).toEqual({ id: one, repeated: false });
    expect(orderSync.violations('takeWebhook', first)).toEqual([]);
    expect((await deliver(one, now - 1)).body).toEqual({ id: one, repeated: true });
    const forged = await deliver(two, now, `whsec_${Buffer.alloc(24, 1).toString('base64')}`);
    expect(orderSync.violations('takeWebhook', forged)).toEqual([]);
    const refused = [await deliver(one, now - 1), forged, await deliver(two, now - 600)];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 401]);
    const after = await counts();
    expect([after.taken - before.taken, after.repeated - before.repeated]).toEqual([1, 1]);
    expect(after.refused - before.refused).toBe(3);
  });
});
