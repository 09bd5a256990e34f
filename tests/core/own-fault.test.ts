import { expect, test } from 'vitest';
import { waysOut } from '../../runbook-runner/core/own-fault.ts';

test('who may not inject is told how each fault ends, and when, to the second', () => {
  const fault = { fault: 'lumenpay-slow', title: 'Slow', endsAt: '2026-11-28T03:03:12.805Z' };
  expect(waysOut([fault] as unknown as Parameters<typeof waysOut>[0])).toBe(
    'End what nobody needs any more: npm run -s playbook -- sandbox clear lumenpay-slow (it ends by itself at 2026-11-28 03:03:12Z).',
  );
});
