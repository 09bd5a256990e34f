import { expect, test } from 'vitest';
import { ADA, aWorld, kindsOf } from './support/world.ts';

test('a kind that could not be loaded is loaded anew by the next run, and then kept', async () => {
  let asked = 0;
  const world = await aWorld({
    probing: async (name) => {
      asked += 1;
      if (asked === 1) throw new Error('too many open files');
      return kindsOf(world.script).checks.get(name);
    },
  });
  const check = () => world.runner.check({ ...ADA, check: 'contract' });
  const [first] = await Promise.allSettled([check()]);
  expect(first.status === 'rejected' ? String(first.reason) : first.value.problem?.message).toContain(
    'too many open files',
  );
  expect((await check()).status).toBe('pass');
  expect((await check()).status).toBe('pass');
  expect(asked).toBe(2);
  await world.end();
});
