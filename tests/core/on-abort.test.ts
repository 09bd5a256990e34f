import { expect, test } from 'vitest';
import { onAbort } from '../../runbook-runner/core/on-abort.ts';

test('each listener of a signal is called once when it aborts, and not one that was taken back', () => {
  const abort = new AbortController();
  const called: string[] = [];
  onAbort(abort.signal, () => called.push('a'));
  onAbort(abort.signal, () => called.push('b'))();
  onAbort(abort.signal, () => called.push('c'));
  abort.abort();
  abort.abort();
  expect(called.sort()).toEqual(['a', 'c']);
});

test('a listener that another one takes back while the signal aborts is not called', () => {
  const abort = new AbortController();
  const called: string[] = [];
  const back: (() => void)[] = [];
  for (const [name, other] of [
    ['a', 1],
    ['b', 0],
  ] as const) {
    back.push(
      onAbort(abort.signal, () => {
        called.push(name);
        back[other]?.();
      }),
    );
  }
  abort.abort();
  expect(called).toHaveLength(1);
});
