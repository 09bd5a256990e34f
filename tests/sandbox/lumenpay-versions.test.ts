import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCheck } from '../checks/support.ts';
import { contract } from './contract.ts';
import { type Ask, openWorld, type World } from './world.ts';

const current = contract('lumenpay.openapi.yaml');
const older = contract('lumenpay-2025-06-01.openapi.yaml');
let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = await world.token();
});
afterAll(() => world.close());

const ask = (path: string, version?: string, rest: Ask = {}) =>
  world.lumenpay.ask(path, {
    ...rest,
    token,
    headers: { ...rest.headers, ...(version === undefined ? {} : { 'lumenpay-version': version }) },
  });

describe('dated versions of Lumenpay', () => {
  test.each([
    ['none', undefined, '2026-03-01'],
    ['the pinned one', '2026-03-01', '2026-03-01'],
  ])(
    'a request that names %s is answered in the pinned one, which announces no end',
    async (_name, asked, said) => {
      const answer = await ask('/v1/charges/ch_demo0001', asked);
      expect(answer).toMatchObject({ status: 200, headers: { 'lumenpay-version': said } });
      expect(answer.headers.sunset).toBeUndefined();
      expect(current.violations('getCharge', answer)).toEqual([]);
    },
  );

  test.each([
    ['getCharge', '/v1/charges/ch_demo0001', {}],
    ['listCharges', '/v1/charges?limit=5', {}],
    [
      'createCharge',
      '/v1/charges',
      { method: 'POST', headers: { 'idempotency-key': 'older' }, json: { amount: 4_200, currency: 'EUR' } },
    ],
  ] as const)(
    '%s in an older version has its shape, and tells when it ends',
    async (operation, path, how) => {
      const answer = await ask(path, '2025-06-01', how);
      expect(older.violations(operation, answer)).toEqual([]);
      expect(current.violations(operation, answer)).not.toEqual([]);
      expect(answer.headers).toMatchObject({
        'lumenpay-version': '2025-06-01',
        deprecation: `@${Date.parse('2026-03-01') / 1_000}`,
        sunset: new Date('2030-06-01').toUTCString(),
        vary: 'Lumenpay-Version',
      });
    },
  );

  test('the same charge, whichever version tells it', async () => {
    const [now, before] = [
      await ask('/v1/charges/ch_demo0002'),
      await ask('/v1/charges/ch_demo0002', '2025-06-01'),
    ];
    const { amount, customer } = now.body as { amount: number; customer: string };
    expect(before.body).toMatchObject({ amount_minor: amount, customer_id: customer });
  });

  test.each(['2024-01-01', 'latest', '__proto__'])(
    'the version %s is refused, and nothing is charged',
    async (version) => {
      const how = { method: 'POST', headers: { 'idempotency-key': `no-${version}` }, json: {} } as const;
      const answer = await ask('/v1/charges', version, how);
      expect(answer).toMatchObject({ status: 400, body: { code: 'version-unknown' } });
      expect(current.violations('createCharge', answer)).toEqual([]);
    },
  );

  test('refusals are the same in each version', async () => {
    const answer = await ask('/v1/charges/ch_unknown01', '2025-06-01');
    expect(answer.status).toBe(404);
    expect(current.violations('getCharge', answer)).toEqual([]);
  });

  test('a check sees the end that the older version announces', async () => {
    const { servers, ca } = world.sandbox.status();
    const url = servers.find(({ name }) => name === 'lumenpay')?.url ?? '';
    const definition = {
      request: { path: '/v1/ping', headers: { 'lumenpay-version': '2025-06-01' } },
      expect: { status: 200, sunset: { daysLeft: '30d', deprecated: false } },
    };
    const { assertions } = await runCheck('http', definition, url, { ca: [ca] });
    expect(assertions.filter(({ outcome }) => outcome !== 'pass').map(({ assertion }) => assertion)).toEqual([
      'sunset',
    ]);
  });
});
