import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { receive } from '../receiver.ts';
import { fault, openWorld, until, type World } from '../world.ts';
import { DELIVERY_CASES } from './delivery-cases.ts';

let world: World;
let token: string;
beforeAll(async () => {
  world = await openWorld();
  token = await world.token();
});
afterEach(() => world.sandbox.clear());
afterAll(() => world.close());

const ask = (path: string, json: unknown) =>
  world.lumenpay.ask(`/v1/webhook_endpoints${path}`, { method: 'POST', token, json });

test.each(DELIVERY_CASES)(
  '$kind $options, until it ends',
  async ({ kind, options = {}, count, look, sees }) => {
    const receiver = await receive();
    try {
      const { id } = (await ask('', { url: receiver.url })).body as { id: string };
      await world.sandbox.inject(fault(kind, options));
      await ask(`/${id}/test`, { count: 3 });
      await until(() => receiver.arrived.length === count, `${count} deliveries`);
      expect(look(receiver.arrived)).toEqual(sees);
      await world.sandbox.clear();
      await ask(`/${id}/test`, { count: 2 });
      await until(() => receiver.arrived.length === count + 2, 'two more');
      const after = receiver.arrived.slice(count);
      expect(after.map(({ headers }) => headers['webhook-signature']?.slice(0, 3))).toEqual(['v1,', 'v1,']);
      expect(new Set(after.map(({ headers }) => headers['webhook-id'])).size).toBe(2);
    } finally {
      await receiver.close();
    }
  },
);

test('two faults on webhooks are not on at once', async () => {
  await world.sandbox.inject(fault('webhook-replay', {}));
  const second = world.sandbox.inject(fault('webhook-reorder', {}));
  await expect(second).rejects.toMatchObject({ code: 'fault_active' });
});
