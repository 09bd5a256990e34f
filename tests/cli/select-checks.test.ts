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

  test('not what needs a value that nobody gave, unless nothing else is selected', () => {
    const need = aCheck('need', {
      parameters: { item: { type: 'string', pattern: 'it_[0-9]+' } },
      tags: ['own'],
    });
    const more = { ...playbook, checks: new Map([...playbook.checks, ['need', need]]) };
    const left: string[] = [];
    const leaveOut = ({ id }: { id: string }, parameter: string) => left.push(`${id} ${parameter}`);
    const of = (selection: object) => selectChecks(more, [], { env: 'sandbox', leaveOut, ...selection });
    expect(of({ all: true })).toEqual(['first', 'usual', 'late']);
    expect(left).toEqual(['need item']);
    expect(of({ all: true, param: { item: 'it_1' } })).toEqual(['first', 'usual', 'need', 'late']);
    expect(of({ tag: 'own' })).toEqual(['need']);
    expect(selectChecks(more, ['need', 'first'], { env: 'sandbox', leaveOut })).toEqual(['need', 'first']);
    expect(left).toHaveLength(1);
  });

  test('changed since a revision: another seal, or not there', () => {
    expect(select([], { before: moved('usual') })).toEqual(['usual']);
    const without = { ...playbook, checks: new Map([...playbook.checks].filter(([id]) => id !== 'first')) };
    expect(select([], { before: without })).toEqual(['first']);
    expect(select([], { before: playbook })).toEqual([]);
  });
});

describe('what cannot be meant is refused, also where nothing changed', () => {
  const [page] = base.integrations.values();
  if (!page) throw new Error('the playbook has no integration');
  const environments = { ...page.integration.environments, elsewhere: page.integration.environments.sandbox };
  const other = { ...page, integration: { ...page.integration, environments } } as typeof page;
  const twoPlaces = { ...playbook, integrations: new Map([...base.integrations, ['other', other] as const]) };
  const refusal = (ids: string[], selection: object) => {
    try {
      return selectChecks(twoPlaces, ids, { env: 'sandbox', ...selection });
    } catch (error) {
      return error;
    }
  };

  test.each([
    [{ tag: 'slwo' }, 'No check has the tag "slwo".', 'Did you mean "slow"?'],
    [{ env: 'sandbx' }, 'No integration has an environment "sandbx".', 'Did you mean "sandbox"?'],
  ])('%j', (selection, message, hint) => {
    expect(refusal([], { all: true, ...selection })).toMatchObject({ message, hint });
    expect(refusal([], { before: playbook, ...selection })).toMatchObject({ message, hint });
  });

  test('an environment that only others have', () => {
    const found = refusal([], { all: true, env: 'elsewhere' });
    expect(found).toMatchObject({
      code: 'unknown_environment',
      message: 'No selected check has an environment "elsewhere".',
      hint: expect.stringContaining('sandbox'),
    });
  });

  test('an environment that does not allow what all of them do', () => {
    const changing = new Map([['sets', aCheck('sets', {}, true)]]);
    expect(() => selectChecks({ ...base, checks: changing }, [], { all: true, env: 'production' })).toThrow(
      'Each selected check changes something, and "production" does not allow that.',
    );
  });

  test('selections that have no check in common', () => {
    expect(refusal(['first'], { tag: 'slow' })).toMatchObject({
      message: 'No check is in all of these selections.',
    });
  });
});
