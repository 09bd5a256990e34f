import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from './contract.ts';
import { fault, openWorld, type World } from './world.ts';

const { document, violations } = contract('lumenpay.openapi.yaml');
let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = await world.token();
});
afterAll(() => world.close());

const charge = { amount: 4_200, currency: 'EUR' };

describe('Lumenpay answers as its OpenAPI document says', () => {
  test.each([
    ['ping', '/v1/ping', 200],
    ['getCharge', '/v1/charges/ch_demo0001', 200],
    ['getCharge', '/v1/charges/ch_demo0010', 200],
    ['getCharge', '/v1/charges/ch_unknown01', 404],
    ['listCharges', '/v1/charges?limit=100', 200],
    ['listCharges', '/v1/charges?limit=3&starting_after=ch_demo0007', 200],
    ['listCharges', '/v1/charges?limit=0', 422],
    ['listCharges', '/v1/charges?starting_after=ch_unknown01', 404],
  ])('%s %s → %i', async (operation, path, status) => {
    const answer = await world.lumenpay.ask(path, { token });
    expect(answer.status).toBe(status);
    expect(violations(operation, answer)).toEqual([]);
  });

  test.each([
    ['a new charge', { 'idempotency-key': 'contract-1' }, charge, 201],
    ['no key', {}, charge, 400],
    ['the key again with another amount', { 'idempotency-key': 'contract-1' }, { ...charge, amount: 1 }, 409],
    ['an amount as text', { 'idempotency-key': 'contract-2' }, { ...charge, amount: '4200' }, 422],
    ['an unknown field', { 'idempotency-key': 'contract-3' }, { ...charge, tip: 1 }, 422],
  ])('createCharge with %s', async (_name, headers, json, status) => {
    const answer = await world.lumenpay.ask('/v1/charges', { method: 'POST', token, headers, json });
    expect(answer.status).toBe(status);
    expect(violations('createCharge', answer)).toEqual([]);
  });

  test.each([
    ['no token', undefined, 401],
    ['an unknown token', 'lp_at_unknown', 401],
  ])('getCharge with %s', async (_name, wrong, status) => {
    const answer = await world.lumenpay.ask('/v1/charges/ch_demo0001', { token: wrong });
    expect(answer.status).toBe(status);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer/);
    expect(violations('getCharge', answer)).toEqual([]);
  });

  test('createCharge with a token that may only read', async () => {
    const reader = await world.token('charges:read');
    const headers = { 'idempotency-key': 'contract-4' };
    const answer = await world.lumenpay.ask('/v1/charges', {
      method: 'POST',
      token: reader,
      headers,
      json: charge,
    });
    expect(answer.status).toBe(403);
    expect(violations('createCharge', answer)).toEqual([]);
  });

  test('refundCharge once a key, and no charge twice', async () => {
    const refund = (id: string, key?: string) =>
      world.lumenpay.ask(`/v1/charges/${id}/refund`, {
        ...{ method: 'POST', token },
        headers: key === undefined ? {} : { 'idempotency-key': key },
      });
    const answers = [
      await refund('ch_demo0020'),
      await refund('ch_unknown01', 'refund-1'),
      await refund('ch_demo0020', 'refund-2'),
      await refund('ch_demo0020', 'refund-2'),
      await refund('ch_demo0020', 'refund-3'),
      await refund('ch_demo0021', 'refund-2'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 404, 200, 200, 409, 409]);
    expect(answers[3]?.headers['idempotent-replayed']).toBe('true');
    for (const answer of answers) expect(violations('refundCharge', answer)).toEqual([]);
    const read = await world.lumenpay.ask('/v1/charges/ch_demo0020', { token });
    expect(read.body).toMatchObject({ status: 'refunded' });
    const other = await world.lumenpay.ask('/v1/charges/ch_demo0021', { token });
    expect(other.body).toMatchObject({ status: 'succeeded' });
  });

  test.each([429, 503] as const)('a status fault answers a declared %i', async (status) => {
    await world.sandbox.inject(fault('status', { status, retryAfter: '1500ms' }));
    const answer = await world.lumenpay.ask('/v1/charges/ch_demo0001', { token });
    await world.sandbox.clear();
    expect(answer.status).toBe(status);
    expect(answer.headers['retry-after']).toBe('2');
    expect(violations('getCharge', answer)).toEqual([]);
  });

  test('a drifted charge breaks the contract at the field that drifted', async () => {
    const changes = [{ change: 'retype', pointer: '/amount', to: 'string' }];
    await world.sandbox.inject(fault('schema-drift', { changes }));
    const answer = await world.lumenpay.ask('/v1/charges/ch_demo0001', { token });
    await world.sandbox.clear();
    expect(answer.status).toBe(200);
    expect(violations('getCharge', answer)).toEqual(['/amount must be integer']);
  });

  test('declares its operations', () => {
    const declared = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const named = declared.flatMap(({ operationId = [] }) => operationId);
    const hooks = ['create', 'delete', 'get', 'test'].map((verb) => `${verb}WebhookEndpoint`);
    expect(named.sort()).toEqual(
      ['createCharge', 'createToken', 'getCharge', 'listCharges', 'ping', 'refundCharge']
        .concat('issueClientSecret', 'revokeClientSecret')
        .concat(hooks, 'listWebhookEndpoints')
        .sort(),
    );
  });
});
