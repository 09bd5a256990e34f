import { describe, expect, test } from 'vitest';
import { selectChecks } from '../../runbook-runner/cli/select-checks.ts';
import { aCheck, aPlaybook } from '../core/support/playbook.ts';

const base = aPlaybook();
const playbook = {
  ...base,
  checks: new Map(
    [
      aCheck('late', { priority: 'low', tags: ['slow'] }),
      aCheck('usual', { tags: ['slow'] }),
      aCheck('first', { priority: 'high' }),
    ].map((one) => [one.id, one]),
  ),
};
const select = (ids: string[], selection: object) =>
  selectChecks(playbook, ids, { env: 'sandbox', ...selection });
const moved = (id: string) => ({
  ...playbook,
  checks: new Map(
    [...playbook.checks].map(([key, one]) => [key, key === id ? { ...one, seal: 'other' } : one]),
  ),
});

describe('what is selected', () => {
  test('comes by priority, and named checks as they were named', () => {
    expect(select([], { all: true })).toEqual(['first', 'usual', 'late']);
    expect(select(['late', 'first'], {})).toEqual(['late', 'first']);
  });

  test('several selections leave what all of them select', () => {
    expect(select([], { tag: 'slow', before: moved('late') })).toEqual(['late']);
    expect(select(['first', 'usual'], { tag: 'slow' })).toEqual(['usual']);
  });

  test('changed since a revision: another seal, or not there', () => {
    expect(select([], { before: moved('usual') })).toEqual(['usual']);
    const without = { ...playbook, checks: new Map([...playbook.checks].filter(([id]) => id !== 'first')) };
    expect(select([], { before: without })).toEqual(['first']);
    expect(select([], { before: playbook })).toEqual([]);
  });
});
