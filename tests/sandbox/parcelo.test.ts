import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LabelJob } from '../../runbook-runner/sandbox/parcelo/label-jobs.ts';
import { SERVICES, UNSERVED_POSTAL_CODE } from '../../runbook-runner/sandbox/test-data/shipments.ts';
import { contract } from './contract.ts';
import { type Ask, type Client, clientOf, clientOfAccess, openWorld, until, type World } from './world.ts';

const { document, violations } = contract('parcelo.openapi.yaml');
let world: World;
let parcelo: Client;
let key: string;
beforeAll(async () => {
  world = await openWorld();
  const { access } = world.sandbox.upstreams.parcelo;
  parcelo = clientOfAccess(access);
  key = access.credentials['parcelo-api-key'] ?? '';
});
afterAll(async () => {
  await parcelo.close();
  await world.close();
});

const ask = (path: string, { headers = {}, ...rest }: Ask = {}) =>
  parcelo.ask(path, { ...rest, headers: { 'x-api-key': key, ...headers } });

const order = {
  reference: 'HV-9001',
  weight_grams: 7_800,
  recipient: {
    name: 'Customer 4',
    street: 'Lange Reihe 40',
    postal_code: '20099',
    city: 'Hamburg',
    country: 'DE',
  },
};
const create = (json: unknown = order, idempotencyKey: string = crypto.randomUUID()) =>
  ask('/v1/shipments', { method: 'POST', headers: { 'idempotency-key': idempotencyKey }, json });

interface Accepted {
  readonly shipment: { readonly id: string };
  readonly job: Pick<LabelJob, 'id' | 'status' | 'created' | 'finished'>;
}
interface Page {
  readonly data: readonly { readonly id: string; readonly reference: string }[];
  readonly next_cursor: string | null;
}

describe('Parcelo answers as its OpenAPI document says', () => {
  test.each([
    ['ping', '/v1/ping', 200],
    ['listShipments', '/v1/shipments?limit=100', 200],
    ['listShipments', '/v1/shipments?limit=3', 200],
    ['listShipments', '/v1/shipments?reference=HV-1007', 200],
    ['listShipments', '/v1/shipments?limit=101', 422],
    ['listShipments', '/v1/shipments?cursor=none', 400],
    ['getShipment', '/v1/shipments/shp_demo0015', 200],
    ['getShipment', '/v1/shipments/shp_unknown1', 404],
    ['getLabel', '/v1/shipments/shp_demo0055/label', 200],
    ['getLabel', '/v1/shipments/shp_demo0015/label', 409],
    ['getLabel', '/v1/shipments/shp_unknown1/label', 404],
    ['getLabelJob', '/v1/label-jobs/job_demo0015', 200],
    ['getLabelJob', '/v1/label-jobs/job_demo0001', 200],
    ['getLabelJob', '/v1/label-jobs/job_unknown1', 404],
  ])('%s %s → %i', async (operation, path, status) => {
    const answer = await ask(path);
    expect(answer.status).toBe(status);
    expect(violations(operation, answer)).toEqual([]);
  });

  test.each([
    ['no key', {}, 'api-key-missing'],
    ['an unknown key', { 'x-api-key': 'pc_test_unknown' }, 'api-key-refused'],
  ])('getShipment with %s', async (_name, headers, code) => {
    const answer = await parcelo.ask('/v1/shipments/shp_demo0001', { headers });
    expect(answer).toMatchObject({ status: 401, body: { code } });
    expect(answer.headers['www-authenticate']).toContain('X-Api-Key');
    expect(violations('getShipment', answer)).toEqual([]);
  });

  test('declares the operations that it has', () => {
    const declared = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    expect(declared.map(({ operationId }) => operationId).sort()).toEqual([
      'cancelShipment',
      'createShipment',
      'getLabel',
      'getLabelJob',
      'getShipment',
      'issueApiKey',
      'listShipments',
      'ping',
      'revokeApiKey',
    ]);
  });
});

describe('a shipment is ordered', () => {
  test.each([
    ['a label that can be printed', order.recipient.postal_code, 'done', 'ready'],
    ['an address that is not served', UNSERVED_POSTAL_CODE, 'failed', 'label_failed'],
  ])('with %s', async (_name, postal_code, outcome, status) => {
    const answer = await create({
      ...order,
      service: SERVICES[1],
      recipient: { ...order.recipient, postal_code },
    });
    expect(answer.status).toBe(202);
    expect(violations('createShipment', answer)).toEqual([]);
    const { shipment, job } = answer.body as Accepted;
    expect(job.status).toBe('queued');
    const location = String(answer.headers.location);
    let ended: Accepted['job'] | undefined;
    await until(async () => {
      const polled = await ask(location);
      expect(violations('getLabelJob', polled)).toEqual([]);
      ended = polled.body as Accepted['job'];
      expect(['queued', 'printing', outcome]).toContain(ended.status);
      expect(polled.headers['retry-after']).toBe(ended.status === outcome ? undefined : '1');
      return ended.status === outcome;
    }, 'the job ended');
    expect(Date.parse(ended?.finished ?? '') - Date.parse(job.created)).toBeGreaterThan(200);
    const label = await ask(`/v1/shipments/${shipment.id}/label`);
    expect(label.status).toBe(outcome === 'done' ? 200 : 409);
    expect((await ask(`/v1/shipments/${shipment.id}`)).body).toMatchObject({ status });
    const cancelled = await ask(`/v1/shipments/${shipment.id}/cancel`, { method: 'POST' });
    expect([cancelled.status, violations('cancelShipment', cancelled)]).toEqual([200, []]);
  });

  test('once a key', async () => {
    const [path, once] = ['/v1/shipments', crypto.randomUUID()];
    const answers = [
      await ask(path, { method: 'POST', json: order }),
      await create({ ...order, weight_grams: '7800' }, once),
      ...(await Promise.all(Array.from({ length: 10 }, () => create(order, once)))),
      await create({ ...order, weight_grams: 7_801 }, once),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 422, ...Array(10).fill(202), 409]);
    for (const answer of answers) expect(violations('createShipment', answer)).toEqual([]);
    const made = answers.slice(2, -1).map(({ body }) => (body as Accepted).shipment.id);
    expect(new Set(made).size).toBe(1);
    const replayed = answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true');
    expect(replayed.length).toBe(9);
    const { body } = await ask(`${path}?reference=${order.reference}&limit=100`);
    expect((body as Page).data.filter(({ id }) => id === made[0]).length).toBe(1);
  });

  test('cannot be cancelled once it left', async () => {
    const answer = await ask('/v1/shipments/shp_demo0002/cancel', { method: 'POST' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'shipment-left' } });
    expect(violations('cancelShipment', answer)).toEqual([]);
  });
});

describe('a list', () => {
  test('is walked by its cursors, each shipment once, also while new ones come', async () => {
    const ids: string[] = [];
    let path: string | undefined = '/v1/shipments?limit=7';
    while (path !== undefined) {
      const { body, headers } = await ask(path);
      const page = body as Page;
      ids.push(...page.data.map(({ id }) => id));
      if (ids.length === 14) await create();
      path = /<([^>]+)>; rel="next"/.exec(String(headers.link))?.[1];
      expect(page.next_cursor === null).toBe(path === undefined);
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.slice(0, 60)).toEqual(
      Array.from({ length: 60 }, (_, index) => `shp_demo${String(index + 1).padStart(4, '0')}`),
    );
    expect(ids.length).toBeGreaterThan(60);
  });

  test('refuses a cursor of another list', async () => {
    const { next_cursor } = (await ask('/v1/shipments?limit=5')).body as Page;
    const answer = await ask(`/v1/shipments?limit=5&reference=HV-1001&cursor=${next_cursor}`);
    expect(answer).toMatchObject({ status: 400, body: { code: 'cursor-invalid' } });
  });
});

test('counts the requests of a key, and refuses when its minute is spent', async () => {
  const own = await openWorld();
  const { access, directUrl } = own.sandbox.upstreams.parcelo;
  const client = clientOf(directUrl, access.ca);
  const headers = { 'x-api-key': access.credentials['parcelo-api-key'] ?? '' };
  const left = (answer: { headers: Readonly<Record<string, unknown>> }) =>
    Number(/r=(\d+)/.exec(String(answer.headers.ratelimit))?.[1]);
  try {
    const first = await client.ask('/v1/shipments?limit=1', { headers });
    expect(first.headers['ratelimit-policy']).toBe('"key";q=3000;w=60');
    const second = await client.ask('/v1/shipments?limit=1', { headers });
    expect(left(second)).toBeLessThan(left(first));
    for (let rest = left(second); rest > 0; rest -= 100)
      await Promise.all(Array.from({ length: 100 }, () => client.ask('/v1/label-jobs/x', { headers })));
    const spent = await client.ask('/v1/shipments?limit=1', { headers });
    expect(spent).toMatchObject({ status: 429, body: { code: 'quota-exceeded' } });
    expect(Number(spent.headers['retry-after'])).toBeGreaterThan(0);
    expect(left(spent)).toBe(0);
    expect(violations('listShipments', spent)).toEqual([]);
    expect((await client.ask('/v1/ping', { headers })).status).toBe(200);
  } finally {
    await client.close();
    await own.close();
  }
});
