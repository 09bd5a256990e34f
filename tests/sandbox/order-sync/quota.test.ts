import { afterEach, beforeEach, expect, test } from 'vitest';
import { fault, openWorld, sleep, until, type World } from '../world.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

const health = () => world.sandbox.orderSync.health();
const flow = () => health().flow;
const throttle = (requestsPerSecond: number | null) =>
  world.orderSync.ask('/config/throttle', {
    ...{ method: 'PUT', token: world.operator, json: { requestsPerSecond } },
  });

/** How often orders were seen to flow, looked at ten times a second. */
async function flowing(times: number): Promise<number> {
  let seen = 0;
  for (let look = 0; look < times; look += 1) {
    if (flow() === 'ok') seen += 1;
    await sleep(100);
  }
  return seen;
}

test('who is above the quota never gets through; a throttle below it heals, and taking it off does harm again', async () => {
  await until(() => flow() === 'ok', 'orders flow');
  await world.sandbox.inject(fault('quota', { requests: 16, window: '2s', path: '/v1/charges' }));
  await until(() => flow() === 'stalled', 'orders wait');
  await sleep(1_000);
  expect(await flowing(30)).toBe(0);

  await throttle(5);
  await until(async () => (await flowing(20)) >= 19, 'orders flow under the throttle, and go on');

  await throttle(null);
  await until(() => flow() === 'stalled', 'orders wait again');
  await world.sandbox.clear();
  await until(() => flow() === 'ok', 'orders flow again');
  expect(health().orders).toMatchObject({
    conserved: true,
    rejected: { count: 0 },
    quarantined: { count: 0 },
  });
});
