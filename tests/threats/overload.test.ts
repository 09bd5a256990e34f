// More work than the runner takes: it says so, does what it took, and keeps within its memory.
import { Pool } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test('of 10,000 requests at once each is accepted and ends, or answers 429 with Retry-After; memory < 512 MB', async () => {
  world.upstream.delayMs = 10;
  const pool = new Pool(world.url, { connections: 200, pipelining: 50 });
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, world.memory());
  }, 50);
  const answers = await Promise.all(
    Array.from({ length: 10_000 }, async () => {
      const { statusCode, headers, body } = await pool.request({
        path: '/api/checks/ping/runs',
        method: 'POST',
        // Lets requests follow each other on a connection without waiting for answers.
        idempotent: true,
        blocking: false,
        headers: world.page,
        body: JSON.stringify({ environment: 'sandbox' }),
      });
      const text = await body.text();
      const ended = text.includes('"event":"result"');
      return { statusCode, ended, retryAfter: headers['retry-after'], text };
    }),
  );
  clearInterval(timer);
  await pool.close();
  const accepted = answers.filter((one) => one.statusCode === 200);
  const refused = answers.filter((one) => one.statusCode === 429);
  // Shows what the others were answered, should there be any.
  const others = answers.filter((one) => one.statusCode !== 200 && one.statusCode !== 429);
  expect(others).toEqual([]);
  expect(accepted.length + refused.length).toBe(10_000);
  expect(accepted.length).toBeGreaterThan(32);
  expect(refused.length).toBeGreaterThan(0);
  expect(accepted.every((one) => one.ended)).toBe(true);
  expect(refused.every((one) => Number(one.retryAfter) > 0)).toBe(true);
  expect(most).toBeLessThan(512 * 2 ** 20);
  expect((await world.check('ping')).result?.status).toBe('pass');
}, 60_000);
