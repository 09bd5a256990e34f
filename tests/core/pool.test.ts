import { describe, expect, test } from 'vitest';
import { Pool } from '../../runbook-runner/core/pool.ts';
import { PlaybookError } from '../../runbook-runner/errors/index.ts';

const pause = (ms = 1) => new Promise((resolve) => setTimeout(resolve, ms));

/** A task that counts how many of its like run at once. */
function gauge() {
  const seen = { now: 0, most: 0, done: 0 };
  const task = async () => {
    seen.now += 1;
    seen.most = Math.max(seen.most, seen.now);
    await pause();
    seen.now -= 1;
    seen.done += 1;
  };
  return { seen, task };
}

describe('pool', () => {
  test('10,000 orders at once: accepted + refused = 10,000, and every accepted one ends', async () => {
    const pool = new Pool();
    const { seen, task } = gauge();
    const orders = Array.from({ length: 10_000 }, (_, index) =>
      pool.run({ name: `host-${index % 20}` }, task),
    );
    const ended = await Promise.allSettled(orders);
    const accepted = ended.filter((one) => one.status === 'fulfilled').length;
    const refused = ended.filter(
      (one) =>
        one.status === 'rejected' && one.reason instanceof PlaybookError && one.reason.code === 'queue_full',
    );
    expect(accepted + refused.length).toBe(10_000);
    expect(accepted).toBe(seen.done);
    expect(accepted).toBeGreaterThanOrEqual(1000);
    expect(seen.most).toBe(32);
    expect((refused[0] as PromiseRejectedResult).reason.data).toEqual({ retryAfter: 2 });
  });

  test('one host gets 4 places, or what its integration declares', async () => {
    const pool = new Pool();
    const usual = gauge();
    const wide = gauge();
    await Promise.all([
      ...Array.from({ length: 40 }, () => pool.run({ name: 'usual' }, usual.task)),
      ...Array.from({ length: 40 }, () => pool.run({ name: 'wide', concurrency: 16 }, wide.task)),
    ]);
    expect([usual.seen.most, wide.seen.most]).toEqual([4, 16]);
  });

  test('a busy host does not keep another one waiting', async () => {
    const pool = new Pool({ workers: 5 });
    const order: string[] = [];
    const busy = Array.from({ length: 50 }, () => pool.run({ name: 'busy' }, () => pause()));
    const quiet = pool.run({ name: 'quiet' }, async () => order.push('quiet'));
    await Promise.all([quiet, ...busy.map((one) => one.then(() => order.push('busy')))]);
    expect(order[0]).toBe('quiet');
  });

  test('a higher rank goes first, and equals in the order of coming', async () => {
    const pool = new Pool({ workers: 1 });
    const order: string[] = [];
    const run = (name: string, rank: number) =>
      pool.run({ name: name.slice(0, 1), rank }, async () => {
        order.push(name);
        await pause();
      });
    await Promise.all([run('a1', 0), run('a2', 1), run('b1', 5), run('a3', 5), run('a4', 1), run('b2', 0)]);
    expect(order.slice(0, 1)).toEqual(['a1']);
    expect(order.slice(1, 3).toSorted()).toEqual(['a3', 'b1']);
    expect(order.slice(3)).toEqual(['a2', 'a4', 'b2']);
  });

  test('a task that throws frees its place', async () => {
    const pool = new Pool({ workers: 1 });
    await expect(pool.run({ name: 'a' }, () => Promise.reject(new Error('boom')))).rejects.toThrow('boom');
    expect(await pool.run({ name: 'a' }, async () => 'next')).toBe('next');
  });

  test('an order that is given up while it waits leaves the queue', async () => {
    const pool = new Pool({ workers: 1, queue: 1 });
    const gone = new AbortController();
    const first = pool.run({ name: 'a' }, () => pause(20));
    const waiting = pool.run({ name: 'a' }, async () => 'ran', gone.signal);
    gone.abort(new Error('given up'));
    await expect(waiting).rejects.toThrow('given up');
    const after = pool.run({ name: 'a' }, async () => 'ran');
    await first;
    expect(await after).toBe('ran');
  });
});
