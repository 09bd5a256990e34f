import { afterEach, beforeEach, expect, test } from 'vitest';
import { contract } from './contract.ts';
import { fault, openWorld, sleep, until, type World } from './world.ts';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const health = () => world.sandbox.orderSync.health();
const dataRequestsSince = (startedAt: string) =>
  world.sandbox
    .log('lumenpay')
    .filter(({ client, path, at }) => client === 'order-sync' && path.startsWith('/v1/') && at >= startedAt);

/** Data requests that order-sync itself tried, whether or not they arrived. */
async function triedRequests(): Promise<number> {
  const { body } = await world.orderSync.ask('/metrics');
  const lines = String(body).matchAll(
    /^upstream_requests_total\{upstream="lumenpay",purpose="data",status="\w+"\} (\d+)$/gm,
  );
  return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
}

test('under an expired certificate, preflight fails and Lumenpay sees 0 data requests', async () => {
  await until(() => health().window.processed > 3, 'orders flow before');
  const { startedAt } = await world.sandbox.inject(fault('certificate', { which: 'expired' }));
  await until(() => !health().preflight.ok, 'the gate closed');
  const tried = await triedRequests();
  await sleep(1_500);
  expect(health()).toMatchObject({
    flow: 'stalled',
    preflight: { ok: false, failed: [{ check: 'tls', code: 'CERT_HAS_EXPIRED' }] },
  });
  expect(dataRequestsSince(startedAt)).toEqual([]);
  expect(await triedRequests()).toBe(tried);
  const accepted = health().orders.accepted.count;
  await world.sandbox.clear();
  expect(
    await until(() => health().preflight.ok && health().flow === 'ok', 'orders flow again'),
  ).toBeLessThan(3_000);
  expect(health().orders).toMatchObject({ conserved: true });
  expect(health().orders.accepted.count).toBeGreaterThanOrEqual(accepted);
});

test('without a token, no data request is opened until the token endpoint answers again', async () => {
  await world.sandbox.inject(fault('status', { status: 503, path: '/oauth' }));
  world.sandbox.upstreams.lumenpay.opened.tokens.revokeAll();
  await until(() => health().preflight.failed.some(({ check }) => check === 'token'), 'the gate closed');
  await until(
    () => world.sandbox.log('lumenpay').every(({ status }) => status !== null),
    'what was on its way has arrived',
  );
  const closedAt = new Date(Date.now() + 1).toISOString();
  await sleep(1_200);
  expect(dataRequestsSince(closedAt)).toEqual([]);
  await world.sandbox.clear();
  await until(() => health().preflight.ok && health().flow === 'ok', 'orders flow again', 3_000);
});

test.each([
  [
    'cuts connections',
    fault('reset', { path: '/oauth' }),
    /^(ECONNRESET|UND_ERR_SOCKET), while the credential/,
  ],
  ['says nothing', fault('latency', { delay: '30s', path: '/oauth' }), /^no answer within \d+ ms, while the/],
])(
  'a token endpoint that %s is a broken connection, not a refused credential',
  async (_what, broken, code) => {
    await world.sandbox.inject(broken);
    world.sandbox.upstreams.lumenpay.opened.tokens.revokeAll();
    const failed = () => health().preflight.failed;
    await until(
      () => failed().some((one) => /credential was tried/.test(one.code)),
      'the gate closed',
      10_000,
    );
    expect(failed()).toEqual([{ check: 'connection', code: expect.stringMatching(code) }]);
    await world.sandbox.clear();
    await until(() => health().preflight.ok && health().flow === 'ok', 'orders flow again', 5_000);
  },
);

test('the preflight is looked at again while all is well, before a request fails', async () => {
  const { ask } = world.orderSync;
  await ask('/config/fallback', { method: 'PUT', token: world.operator, json: { mode: 'cached' } });
  await world.sandbox.inject(fault('certificate', { which: 'expired' }));
  await until(() => !health().preflight.ok, 'noticed without a data request', 5_000);
  expect(health().flow).toBe('ok');
});

test.each([
  ['a name that is gone', fault('dns-failure', {}), 'dns: ENOTFOUND'],
  ['a name that leads astray', fault('dns-failure', { answer: 'wrong-address' }), 'tcp: ECONNREFUSED'],
  [
    'a strange certificate',
    fault('certificate', { which: 'self-signed' }),
    'tls: DEPTH_ZERO_SELF_SIGNED_CERT',
  ],
  ['a connection that breaks', fault('reset', { path: '/v1' }), 'connection: ECONNRESET'],
])('%s shuts the gate under its own name', async (_name, broken, detail) => {
  await world.sandbox.inject(broken);
  const { ask } = world.orderSync;
  const said = async () =>
    String((await ask('/log?event=preflight.failed', { token: world.operator })).body)
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { detail: string }).detail);
  await until(async () => (await said()).includes(detail), 'the gate closed under that name');
  // What was on its way when the fault began is cut: the gate may close for that first.
  expect((await said()).filter((one) => one !== detail && !/^connection: /.test(one))).toEqual([]);
  expect(violations('getHealth', await ask('/health'))).toEqual([]);
});
