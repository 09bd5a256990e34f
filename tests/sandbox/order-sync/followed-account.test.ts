// What Parcelo and Stockline have for our orders, by record: none is there twice, none is missing, and what differs is put right.
import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FaultOrder } from '../../../runbook-runner/ports/sandbox.ts';
import type { ReconciledAt } from '../../../runbook-runner/sandbox/order-sync/accounts.ts';
import type { Conservation } from '../../../runbook-runner/sandbox/order-sync/conservation.ts';
import type { Deed } from '../../../runbook-runner/sandbox/order-sync/report.ts';
import { contract } from '../contract.ts';
import { type Client, clientOf, clientOfAccess, fault, openWorld, until, type World } from '../world.ts';

type Name = 'parcelo' | 'stockline';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
let clients: Record<Name, Client>;
beforeEach(async () => {
  world = await openWorld();
  const { parcelo, stockline } = world.sandbox.upstreams;
  clients = { parcelo: clientOfAccess(parcelo.access), stockline: clientOfAccess(stockline.access) };
  await until(() => of('parcelo').done.count > 2 && of('stockline').done.count > 2, 'both go on');
});
afterEach(async () => {
  for (const client of Object.values(clients)) await client.close();
  await world.close();
});

function of(name: Name) {
  const one = world.sandbox.orderSync.health().fulfilment[name];
  if (one === undefined) throw new Error(`order-sync does not know ${name}`);
  return one;
}
const operate = (path: string, method: 'GET' | 'POST' | 'PATCH' = 'GET', json?: unknown) =>
  world.orderSync.ask(path, { method, json, token: world.operator });
const inject = (target: Name, { kind, options }: FaultOrder) =>
  world.sandbox.inject({ ...fault(kind, options), target });

async function conservation(): Promise<Conservation> {
  const answer = await operate('/conservation');
  expect(violations('getConservation', answer)).toEqual([]);
  return answer.body as Conservation;
}
const accountOf = async (name: Name) => (await conservation()).fulfilment[name]?.account;

async function reconciled(): Promise<Record<string, ReconciledAt>> {
  const answer = await operate('/reconcile', 'POST', {});
  expect(violations('reconcile', answer)).toEqual([]);
  return answer.body as Record<string, ReconciledAt>;
}

/** What the upstream's back office tells first. */
async function firstDeed(name: Name): Promise<Deed> {
  const { access, directUrl } = world.sandbox.upstreams[name];
  const office = clientOf(directUrl, access.ca, access.clientCertificate);
  const token = access.credentials[`${name}-operator-token`];
  expect((await office.ask('/operator/account')).status).toBe(401);
  const { body } = await office.ask('/operator/account?limit=1', { token });
  await office.close();
  const [first] = (body as { data: Deed[] }).data;
  if (first === undefined) throw new Error('nothing was done');
  return first;
}

/** As another program of the company would. */
async function send(name: Name, path: string, json: unknown): Promise<void> {
  const { credentials } = world.sandbox.upstreams[name].access;
  const key = { 'idempotency-key': crypto.randomUUID(), 'x-api-key': credentials['parcelo-api-key'] ?? '' };
  const token = name === 'stockline' ? await signed(credentials['stockline-signing-key'] ?? '') : undefined;
  const answer = await clients[name].ask(path, { method: 'POST', token, headers: key, json });
  expect(answer.status).toBeLessThan(300);
}

const signed = (key: string): Promise<string> =>
  new SignJWT({ iss: 'harbour-vine', aud: 'https://api.stockline.example' })
    .setProtectedHeader({ alg: 'ES256', kid: 'hv-1' })
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(createPrivateKey(key));

const recipient = { name: 'A', street: 'B', postal_code: '4050-030', city: 'Porto', country: 'PT' };
const AGAIN: Record<Name, (reference: string) => [path: string, json: object]> = {
  parcelo: (reference) => ['/v1/shipments', { reference, weight_grams: 1_300, recipient }],
  stockline: (reference) => ['/v1/reservations', { sku: 'WINE-0011', quantity: 1, reference }],
};
const TAKEN_BACK = {
  parcelo: (id: string) => `/v1/shipments/${id}/cancel`,
  stockline: (id: string) => `/v1/reservations/${id}/release`,
};

describe.each(['parcelo', 'stockline'] as const)('at %s', (name) => {
  test('each order that is done is there once, under the id that is known here', async () => {
    const { conserved, fulfilment } = await conservation();
    const { done, account } = fulfilment[name] ?? {};
    expect(conserved).toBe(true);
    expect(account).toMatchObject({
      compared: true,
      duplicates: [],
      missing: [],
      refused: [],
      misplaced: [],
    });
    expect(account?.found).toBeGreaterThanOrEqual(done?.count ?? Number.NaN);
  });

  test('an order that was done twice is noticed, though our sums agree', async () => {
    const { order } = await firstDeed(name);
    await send(name, ...AGAIN[name](order));
    expect(await conservation()).toMatchObject({ conserved: false, duplicates: 1 });
    expect(await accountOf(name)).toMatchObject({ duplicates: [order], missing: [] });
  });

  test('an order whose part was taken back there is missing', async () => {
    const { order, id } = await firstDeed(name);
    await send(name, TAKEN_BACK[name](id), {});
    expect(await conservation()).toMatchObject({ conserved: false, missing: [order] });
    expect(await accountOf(name)).toMatchObject({ duplicates: [], missing: [order] });
  });

  test('what is there for nobody of ours is no matter of ours', async () => {
    await send(name, ...AGAIN[name]('somebody-else'));
    await send(name, ...AGAIN[name]('somebody-else'));
    expect(await conservation()).toMatchObject({ conserved: true, duplicates: 0 });
  });
});

describe('reconciled', () => {
  test('what is done there without our knowing is done here, and nothing is asked for again', async () => {
    await inject('parcelo', fault('status', { status: 503, path: '/v1/label-jobs' }));
    await until(() => of('parcelo').waiting.count > 25, 'labels whose jobs cannot be read');
    const { done } = of('parcelo');
    const { parcelo, stockline, lumenpay } = await reconciled();
    expect([lumenpay?.done, stockline?.done]).toEqual([true, true]);
    expect(parcelo).toMatchObject({ done: true, corrected: expect.any(Number), settled: 0, left: 0 });
    const corrected = parcelo?.done ? parcelo.corrected : 0;
    expect(corrected).toBeGreaterThan(1);
    expect(of('parcelo').done.count).toBeGreaterThanOrEqual(done.count + corrected);
    await world.sandbox.clear();
    await until(() => of('parcelo').waiting.count < 12, 'all have labels');
    expect(await conservation()).toMatchObject({ conserved: true, duplicates: 0, missing: [] });
  });

  test('what went ahead is handed over at once, whatever the mode; one upstream alone is asked', async () => {
    await inject('parcelo', fault('partial-outage', { path: '/v1/shipments', method: 'POST' }));
    await operate('/config', 'PATCH', { handover: { parcelo: { mode: 'ahead' } } });
    await until(() => of('parcelo').ahead.count > 5, 'orders go ahead');
    const { parcelo: broken } = await reconciled();
    expect(broken).toMatchObject({ done: true, settled: 0 });
    await world.sandbox.clear();
    const { parcelo, stockline } = await reconciled();
    expect(parcelo?.done && parcelo.settled).toBeGreaterThan(5);
    expect(stockline).toMatchObject({ done: true, settled: 0, left: 0 });
    expect(of('parcelo').mode).toBe('ahead');
    expect(await conservation()).toMatchObject({ conserved: true, duplicates: 0, missing: [] });
  });
});

test('reconciled under a throttle, one order after another is done, and not only the first', async () => {
  await operate('/config', 'PATCH', { handover: { parcelo: { mode: 'ahead', requestsPerSecond: 1 } } });
  const { orderSync } = world.sandbox;
  await until(() => of('parcelo').ahead.count > 5, 'orders went ahead');
  await operate('/config', 'PATCH', { throttle: { requestsPerSecond: 10 }, degraded: { mode: 'on' } });
  await until(() => orderSync.health().orders.unconfirmed.count > 5, 'taken on trust');
  const { parcelo, lumenpay } = await reconciled();
  expect(parcelo?.done && parcelo.settled).toBeGreaterThan(2);
  expect(lumenpay?.done && lumenpay.settled).toBeGreaterThan(5);
});

test('an account that cannot be read shows no loss: nobody could compare', async () => {
  await world.sandbox.upstreams.parcelo.close();
  const answer = await operate('/conservation');
  expect(violations('getConservation', answer)).toEqual([]);
  expect(answer).toMatchObject({ status: 503, body: { code: 'accounts-unread' } });
  expect((answer.body as { detail: string }).detail).toMatch(/ parcelo: \S.+\.$/);
});

test('what is amiss at one upstream is told although the account of another cannot be read', async () => {
  const { order } = await firstDeed('stockline');
  await send('stockline', ...AGAIN.stockline(order));
  await world.sandbox.upstreams.parcelo.close();
  expect(await conservation()).toMatchObject({
    ...{ conserved: false, duplicates: 1 },
    fulfilment: {
      parcelo: { account: { compared: false } },
      stockline: { account: { duplicates: [order] } },
    },
  });
});

test('what is set aside at one upstream or at both is at risk in a rollback, each order once', async () => {
  await operate('/config', 'PATCH', { unknownFields: 'quarantine' });
  for (const [target, path] of [
    ['parcelo', '/v1/shipments'],
    ['stockline', '/v1/reservations'],
  ] as const) {
    const changes = [{ change: 'set', pointer: '/zone', value: 'N' }];
    await inject(target, fault('schema-drift', { path, method: 'POST', changes }));
  }
  await until(
    () => of('parcelo').quarantined.count > 2 && of('stockline').quarantined.count > 2,
    'set aside',
  );
  await world.sandbox.clear();
  const list = (await operate('/quarantine')).body as { data: { order: string }[] };
  const plan = await operate('/config/rollback?revision=1');
  expect(violations('planRollback', plan)).toEqual([]);
  const { count, amount } = (plan.body as { atRisk: { quarantined: { count: number; amount: number } } })
    .atRisk.quarantined;
  expect(count).toBeGreaterThanOrEqual(new Set(list.data.map(({ order }) => order)).size);
  expect(count).toBeLessThan(of('parcelo').quarantined.count + of('stockline').quarantined.count);
  expect(amount).toBeGreaterThan(0);
});
