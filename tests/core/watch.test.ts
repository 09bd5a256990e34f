import { expect, test } from 'vitest';
import { withDeadline } from '../../runbook-runner/core/deadline.ts';
import { Watch } from '../../runbook-runner/core/watch.ts';
import { FakeClock } from './support/fake-clock.ts';

const START = '2026-11-22T10:00:00Z';
const unexpected = (error: unknown) => expect.fail(String(error));

test('what is due is told once, what was given up never, what comes later in its time', async () => {
  const clock = new FakeClock(START);
  const watch = new Watch(clock, unexpected);
  const told: string[] = [];
  watch.after(100, () => told.push('100'));
  const giveUp = watch.after(100, () => told.push('given up'));
  watch.after(5_000, () => told.push('5000'));
  giveUp();
  await clock.advance(99);
  expect(told).toEqual([]);
  await clock.advance(26);
  expect(told).toEqual(['100']);
  await clock.advance(5_000);
  expect(told).toEqual(['100', '5000']);
  watch.after(10, () => told.push('after a rest'));
  await clock.advance(50);
  expect(told).toEqual(['100', '5000', 'after a rest']);
});

test('a callback that throws is reported, and the others are told in their time', async () => {
  const clock = new FakeClock(START);
  const reported: unknown[] = [];
  const watch = new Watch(clock, (error) => reported.push(error));
  const told: string[] = [];
  const bug = new Error('a bug');
  watch.after(100, () => {
    throw bug;
  });
  watch.after(100, () => told.push('100'));
  watch.after(500, () => told.push('500'));
  await clock.advance(600);
  expect(told).toEqual(['100', '500']);
  expect(reported).toEqual([bug]);
});

test('nothing is told after it was closed', async () => {
  const clock = new FakeClock(START);
  const watch = new Watch(clock, unexpected);
  let told = false;
  watch.after(10, () => {
    told = true;
  });
  watch.close();
  await clock.advance(1_000);
  expect(told).toBe(false);
});

test('work is told of its deadline, may still say what became of it, and is then left behind', async () => {
  const clock = new FakeClock(START);
  const watch = new Watch(clock, unexpected);
  const never = withDeadline(watch, 1_000, undefined, () => new Promise(() => {}));
  const late = withDeadline(
    watch,
    1_000,
    undefined,
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('in the phase tls'))),
  );
  await clock.advance(1_000);
  expect(await late).toEqual({ ended: 'work', value: 'in the phase tls' });
  await clock.advance(225);
  expect(await never).toEqual({ ended: 'deadline' });
});

test('an interruption ends work that does not listen, and an error of its own is thrown', async () => {
  const clock = new FakeClock(START);
  const watch = new Watch(clock, unexpected);
  const stop = new AbortController();
  const deaf = withDeadline(watch, 60_000, stop.signal, () => new Promise(() => {}));
  stop.abort(new Error('Ctrl-C'));
  await clock.advance(225);
  expect(await deaf).toEqual({ ended: 'interrupted' });
  const broken = withDeadline(watch, 1_000, undefined, () => {
    throw new Error('a bug');
  });
  await expect(broken).rejects.toThrow('a bug');
});
