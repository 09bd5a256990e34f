import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { contract } from '../contract.ts';
import { fault, openWorld, sleep, until, type World } from '../world.ts';

const { violations } = contract('order-sync.openapi.yaml');
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterEach(() => world.sandbox.clear());
afterAll(() => world.close());

const NAMES = ['parcelo', 'stockline'] as const;
type Name = (typeof NAMES)[number];

const health = () => world.sandbox.orderSync.health();
const of = (name: Name) => {
  const one = health().fulfilment[name];
  if (one === undefined) throw new Error(`order-sync does not know ${name}`);
  return one;
};
const handsOn = async (name: Name) => {
  const before = of(name).done.count;
  await until(() => of(name).done.count > before + 3, `${name} goes on`);
};
const asked = (name: Name, method = 'POST') =>
  world.sandbox.log(name).filter((one) => one.client === 'order-sync' && one.method === method);
const conserved = async () =>
  (await world.orderSync.ask('/conservation', { token: world.operator })).body as { conserved: boolean };

describe('what follows on a settled order', () => {
  test('is a reservation and a label, each once, and its health tells so', async () => {
    await Promise.all(NAMES.map(handsOn));
    const answer = await world.orderSync.ask('/health');
    expect(violations('getHealth', answer)).toEqual([]);
    for (const name of NAMES)
      expect(of(name)).toMatchObject({ preflight: { ok: true }, failed: { count: 0 } });
    expect(await conserved()).toMatchObject({ conserved: true });
    const stored = asked('stockline').filter(({ status }) => status === 201);
    expect(stored.length).toBeGreaterThanOrEqual(of('stockline').done.count);
    expect(asked('parcelo', 'GET').some(({ path }) => path.startsWith('/v1/label-jobs/'))).toBe(true);
    expect(asked('parcelo').every(({ traceId }) => traceId !== null)).toBe(true);
  });

  test.each(NAMES)(
    'waits while %s cannot be trusted, holds up nothing else, and is done once',
    async (name) => {
      const other = name === 'parcelo' ? 'stockline' : 'parcelo';
      await world.sandbox.inject({ ...fault('certificate', { which: 'expired' }), target: name });
      await until(() => !of(name).preflight.ok, 'its gate closed');
      await until(() => world.sandbox.log(name).every(({ status }) => status !== null), 'all has arrived');
      const before = asked(name).length;
      await sleep(1_200);
      expect(asked(name)).toHaveLength(before);
      await handsOn(other);
      expect(health()).toMatchObject({ flow: 'ok', preflight: { ok: true } });
      expect(await conserved()).toMatchObject({ conserved: true });
      await world.sandbox.clear();
      await until(() => of(name).waiting.count < 12, 'it caught up');
      expect(await conserved()).toMatchObject({ conserved: true });
    },
    40_000,
  );
});
