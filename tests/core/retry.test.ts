import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KindOutcome } from '../../runbook-runner/ports/result.ts';
import { aCheck } from './support/playbook.ts';
import { ADA, aWorld, drifted, pass, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => world.end());

const reset: KindOutcome = {
  assertions: [],
  problem: { class: 'reset', outcome: 'fail', message: 'The connection was reset.' },
};
const answered = (actual: number, expected = 200): KindOutcome => ({
  assertions: [
    {
      assertion: 'status',
      outcome: actual === expected ? 'pass' : 'fail',
      title: `status is ${expected}`,
      expected,
      actual,
    },
    ...drifted.assertions,
  ],
});

/** The result of a check with the retries, whose attempts come to the outcomes, the last one repeated. */
async function tried(retries: object | undefined, ...outcomes: KindOutcome[]) {
  const definition = aCheck('contract', retries ? { retries } : {});
  const checks = new Map([...world.script.playbook.checks, ['contract', definition] as const]);
  world.script.playbook = { ...world.script.playbook, checks };
  let asked = 0;
  world.script.probe.contract = () => {
    asked += 1;
    return outcomes[Math.min(asked, outcomes.length) - 1] ?? pass;
  };
  const result = await world.runner.check({ ...ADA, check: 'contract' });
  return { result, asked };
}

const twice = { times: 2, on: ['reset', 503], wait: '1ms' };

describe('retries', () => {
  test('without a declaration nothing is tried again', async () => {
    const { result, asked } = await tried(undefined, reset, pass);
    expect([result.status, asked, result.attempts]).toEqual(['fail', 1, undefined]);
  });

  test('a pass after a retry says so, in the record too', async () => {
    const { result, asked } = await tried(twice, reset, pass);
    expect([result.status, asked]).toEqual(['pass', 2]);
    expect(result.attempts).toMatchObject([{ status: 'fail', because: 'reset' }, { status: 'pass' }]);
    const record = await world.store.get(result.run);
    expect(record?.result).toMatchObject({ attempts: [{ because: 'reset' }, { status: 'pass' }] });
  });

  test('a first pass has no attempts to tell of', async () => {
    const { result, asked } = await tried(twice, pass);
    expect([result.attempts, asked]).toEqual([undefined, 1]);
  });

  test('it ends when the attempts are used up', async () => {
    const { result, asked } = await tried(twice, reset);
    expect([result.status, asked, result.attempts?.length]).toEqual(['fail', 3, 3]);
  });

  test('so is one in whose place a document was needed, or a credential to be judged', async () => {
    const said = (status: number, outcome: 'error' | 'pass'): KindOutcome => ({
      assertions: [{ assertion: 'document', outcome, title: 'it can be read', expected: 'it', actual: null }],
      exchange: {
        request: { method: 'GET', url: 'https://status.example/', headers: [] },
        response: { status, headers: [], body: '', bodyBytes: 0, truncated: false },
      },
    });
    const { result, asked } = await tried(twice, said(503, 'error'), pass);
    expect([result.status, asked]).toEqual(['pass', 2]);
    expect(result.attempts?.[0]).toMatchObject({ because: 'status 503' });
    expect((await tried(twice, said(404, 'error'), pass)).asked).toBe(1);
    expect((await tried(twice, said(503, 'pass'))).asked).toBe(1);
  });

  test('a status that was not promised is tried again, whatever its body was', async () => {
    const { result, asked } = await tried(twice, answered(503), pass);
    expect([result.status, asked]).toEqual(['pass', 2]);
    expect(result.attempts?.[0]?.because).toBe('status 503');
  });

  test('a token endpoint that failed with such a status is asked again', async () => {
    const failed = {
      class: 'unexpected-status',
      outcome: 'fail',
      status: 503,
      message: 'It failed.',
    } as const;
    const { result, asked } = await tried(twice, { assertions: [], problem: failed }, pass);
    expect([result.status, asked, result.attempts?.[0]?.because]).toEqual(['pass', 2, 'status 503']);
  });

  test.each([
    ['a changed contract', drifted],
    ['a changed contract behind the promised 503', answered(503, 503)],
    [
      'a problem that is not named',
      { ...reset, problem: { ...reset.problem, class: 'timeout' } } as KindOutcome,
    ],
  ])('%s is never tried again', async (_, outcome) => {
    const { result, asked } = await tried(twice, outcome, pass);
    expect([result.status, asked]).toEqual(['fail', 1]);
  });

  test('a contract cannot be named as a reason', () => {
    expect(() => aCheck('x', { retries: { times: 1, on: ['contract'] } })).toThrow(/invalid_value|Invalid/i);
  });
});
