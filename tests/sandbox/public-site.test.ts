import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { runCheck } from '../checks/support.ts';
import { fault, openWorld, type World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const site = () => {
  const { servers, ca } = world.sandbox.status();
  return { url: servers.find((one) => one.name === 'lumenpay-public')?.url ?? '', ca: [ca] };
};
const status = async () => {
  const { url, ca } = site();
  const outcome = await runCheck('vendor-status', { components: ['API', 'Tokens'] }, url, { ca });
  return { ...outcome.vendor, failed: outcome.assertions.filter((one) => one.outcome !== 'pass').length };
};

test('publishes the contract that is pinned, byte for byte', async () => {
  const { url, ca } = site();
  const definition = { request: { path: '/openapi.yaml' } };
  const { exchange } = await runCheck('http', definition, url, { ca });
  const pinned = readFileSync('src/content/contracts/lumenpay.openapi.yaml', 'utf8');
  expect(exchange?.response?.body).toBe(pinned);
  expect(checkKinds.has('drift')).toBe(true);
});

test.each([
  ['latency', { delay: '50ms' }, 'degraded_performance', 'them', 1],
  ['status', { status: 503 }, 'partial_outage', 'them', 1],
  ['reset', {}, 'major_outage', 'them', 1],
  ['schema-drift', { changes: [{ change: 'remove', pointer: '/amount' }] }, 'operational', 'not-told', 0],
])(
  'under a fault of kind %s the status page tells what a vendor knows of it',
  async (kind, options, state, answer, failed) => {
    await world.sandbox.inject(fault(kind, options));
    try {
      const seen = await status();
      expect(seen.components?.[0]).toEqual({ name: 'API', status: state });
      expect([seen.answer, seen.failed, seen.incidents?.length]).toEqual([answer, failed, failed]);
    } finally {
      await world.sandbox.clear();
    }
    expect(await status()).toMatchObject({
      answer: 'not-told',
      failed: 0,
      overall: 'All Systems Operational',
    });
  },
);
