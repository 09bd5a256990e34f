import { describe, expect, test } from 'vitest';
import { headroomAt, overdraft, spending, spendOf } from '../../runbook-runner/core/budget.ts';
import type { Quota, QuotaLimit } from '../../runbook-runner/ports/quota.ts';
import { aCheck, aPlaybook, mapOf } from './support/playbook.ts';

const AT = Date.parse('2026-11-27T09:00:00.000Z');
const seen = (limits: Partial<QuotaLimit>[], retryAfterMs?: number): Quota => ({
  observedAt: new Date(AT).toISOString(),
  limits: limits.map((one) => ({ field: 'ratelimit', unit: 'requests', remaining: 12, ...one })),
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

describe('what a check may send', () => {
  const retries = { times: 2, on: ['reset'] };
  test.each([
    ['one request', aCheck('a'), 1],
    ['its cost', aCheck('a', { cost: 20 }), 20],
    ['its cost, as often as retries allow', aCheck('a', { cost: 20, retries }), 60],
    ['its cost, for it is never tried again', aCheck('a', { cost: 4, retries }, true), 4],
  ])('%s', (_, check, spends) => {
    expect(spendOf(check)).toBe(spends);
  });

  test('a run adds up its checks; who is asked once is not weighed', () => {
    const checks = mapOf(
      aCheck('a', { cost: 3 }),
      aCheck('b', { retries }),
      aCheck('c', { integration: 'other' }),
    );
    const playbook = aPlaybook({ checks });
    expect([...spending(playbook, ['a', 'b', 'c'])]).toEqual([['upstream', 6]]);
    expect([...spending(playbook, ['c'])]).toEqual([]);
  });
});

describe('what is left', () => {
  const SOON = AT + 30_000;
  test.each<[string, Quota, number | undefined]>([
    ['until it is reset', seen([{ resetsInMs: 60_000 }]), 12],
    ['all of it, once it was reset', seen([{ resetsInMs: 30_000 }]), undefined],
    ['for a window, where no reset was told', seen([{ windowMs: 60_000 }]), 12],
    ['nobody knows, where no end was told', seen([{}]), undefined],
    ['what limits requests', seen([{ unit: 'content-bytes', remaining: 1, resetsInMs: 60_000 }]), undefined],
    ['the tightest', seen([{ resetsInMs: 60_000 }, { remaining: 5, resetsInMs: 90_000 }]), 5],
    [
      'the other, once the tightest was reset',
      seen([{ remaining: 5, resetsInMs: 9 }, { resetsInMs: 60_000 }]),
      12,
    ],
    ['nothing, while it asked to be left alone', seen([{ resetsInMs: 60_000 }], 40_000), 0],
    ['what the fields say, after that', seen([{ resetsInMs: 60_000 }], 20_000), 12],
  ])('%s', (_, quota, left) => {
    expect(headroomAt(quota, SOON)?.left).toBe(left);
  });

  test('the arithmetic says who, how much, until when, and what it would cost', () => {
    const observed = { run: 'r-1', quota: seen([{ resetsInMs: 60_000 }]) };
    expect(overdraft('upstream', 12, observed, SOON)).toBeUndefined();
    expect(overdraft('upstream', 13, observed, SOON)).toMatchObject({
      ...{ integration: 'upstream', spends: 13, left: 12, resetsAt: '2026-11-27T09:01:00.000Z' },
      says: 'upstream has 12 requests left until 2026-11-27 09:01:00Z, as run r-1 saw, and this run would send up to 13.',
    });
  });
});
