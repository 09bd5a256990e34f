import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contract } from './contract.ts';
import { openWorld, type World } from './world.ts';

const { violations } = contract('lumenpay.openapi.yaml');
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const credentials = (): [string, string] => {
  const found = world.sandbox.status().credentials;
  return [found['lumenpay-client-id'] ?? '', found['lumenpay-client-secret'] ?? ''];
};
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});
const tokenFor = (form: string, headers: Record<string, string> = {}) =>
  world.lumenpay.ask('/oauth/token', { method: 'POST', form, headers });

describe('the token endpoint', () => {
  test('grants to a client that authenticates by HTTP Basic, and never lets it be cached', async () => {
    const answer = await tokenFor(
      'grant_type=client_credentials&scope=charges%3Aread',
      basic(...credentials()),
    );
    expect(answer.status).toBe(200);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 3_600, scope: 'charges:read' });
    expect(violations('createToken', answer)).toEqual([]);
  });

  test.each([
    ['a wrong secret', 'grant_type=client_credentials', 'wrong', 401, 'invalid_client'],
    ['another grant', 'grant_type=password', undefined, 400, 'unsupported_grant_type'],
    ['an unknown scope', 'grant_type=client_credentials&scope=refunds', undefined, 400, 'invalid_scope'],
  ])('refuses %s', async (_name, form, secret, status, error) => {
    const [id, right] = credentials();
    const answer = await tokenFor(form, basic(id, secret ?? right));
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ error });
    expect(violations('createToken', answer)).toEqual([]);
  });

  test('refuses a malformed Basic credential instead of failing', async () => {
    const answer = await tokenFor('grant_type=client_credentials', { authorization: 'Basic JSVFMA==' });
    expect(answer.status).toBe(401);
  });

  test('a revoked token opens nothing any more', async () => {
    const token = await world.token();
    expect((await world.lumenpay.ask('/v1/charges/ch_demo0001', { token })).status).toBe(200);
    world.sandbox.upstreams.lumenpay.opened.tokens.revokeAll();
    expect((await world.lumenpay.ask('/v1/charges/ch_demo0001', { token })).status).toBe(401);
  });
});

describe('charges', () => {
  test('a repeated key charges once and answers the first charge', async () => {
    const token = await world.token();
    const ask = { method: 'POST', token, headers: { 'idempotency-key': crypto.randomUUID() } } as const;
    const json = { amount: 990, currency: 'GBP' };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => world.lumenpay.ask('/v1/charges', { ...ask, json })),
    );
    expect(new Set(answers.map(({ body }) => (body as { id: string }).id)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(19);
  });

  test('pages run through all charges without a gap', async () => {
    const token = await world.token();
    const seen: string[] = [];
    for (let more = true; more; ) {
      const after = seen.length === 0 ? '' : `&starting_after=${seen.at(-1)}`;
      const { body } = await world.lumenpay.ask(`/v1/charges?limit=7${after}`, { token });
      const page = body as { data: { id: string }[]; has_more: boolean };
      seen.push(...page.data.map(({ id }) => id));
      more = page.has_more;
    }
    expect(seen.length).toBeGreaterThanOrEqual(48);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('every answer has a request id of its own', async () => {
    const [one, two] = await Promise.all([world.lumenpay.ask('/v1/ping'), world.lumenpay.ask('/nowhere')]);
    expect(one.headers['x-request-id']).toMatch(/^req_/);
    expect((two.body as { request_id: string }).request_id).toBe(two.headers['x-request-id']);
    expect(one.headers['x-request-id']).not.toBe(two.headers['x-request-id']);
  });

  test('the log tells who asked what, with the trace id', async () => {
    const traceId = '0af7651916cd43dd8448eb211c80319c';
    await world.lumenpay.ask('/v1/ping', { headers: { traceparent: `00-${traceId}-b7ad6b7169203331-01` } });
    expect(world.sandbox.log('lumenpay').filter((entry) => entry.traceId === traceId)).toMatchObject([
      { server: 'lumenpay', method: 'GET', path: '/v1/ping', status: 200, client: 'test' },
    ]);
  });
});

describe('seeds', () => {
  test('the same seed gives the same charges and credentials; another seed others', async () => {
    const charges = async (seed: number) => {
      const other = await openWorld({ seed });
      // Beyond these are those that order-sync made meanwhile.
      const { body } = await other.lumenpay.ask('/v1/charges?limit=40', { token: await other.token() });
      const { credentials } = other.sandbox.status();
      await other.close();
      // Certificates are made anew at each start.
      const secrets = Object.entries(credentials).filter(([name]) => !name.includes('-client-certificate'));
      return { body, secrets: secrets.filter(([name]) => name !== 'stockline-client-key') };
    };
    const [one, again, two] = [await charges(7), await charges(7), await charges(8)];
    expect(again).toEqual(one);
    expect(two.body).not.toEqual(one.body);
    expect(two.secrets).not.toEqual(one.secrets);
  });
});
