import { describe, expect, test } from 'vitest';
import { inOrder } from '../../runbook-runner/cli/in-order.ts';
import { refuseUndeclared, typedParameters } from '../../runbook-runner/cli/parameters.ts';
import { clean, harmless, shown } from '../../runbook-runner/cli/shown.ts';
import { createTerminal } from '../../runbook-runner/cli/terminal.ts';
import { exitOf, exitOfAction, summarize, summaryLine } from '../../runbook-runner/cli/verdicts.ts';
import type { Verdict } from '../../runbook-runner/ports/result.ts';
import { streams } from './reporters/setting.ts';

const results = (...verdicts: Verdict[]) => verdicts.map((status) => ({ status }));

describe('what several results amount to', () => {
  test.each([
    [['pass', 'pass'], 0],
    [['pass', 'skipped'], 75],
    [['pass', 'fail'], 1],
    [['pass', 'error'], 2],
    [['error', 'fail', 'pass'], 1],
    [[], 0],
  ] as const)('%j exits %i', (verdicts, exit) => {
    expect(exitOf(results(...verdicts))).toBe(exit);
  });

  test('the summary counts each verdict', () => {
    const summary = summarize(results('pass', 'fail', 'pass', 'error'));
    expect(summary).toEqual({ total: 4, pass: 2, fail: 1, error: 1, skipped: 0 });
    expect(summaryLine(summary)).toBe('4 checks: 2 pass, 1 fail, 1 error');
    expect(summaryLine(summarize(results('pass')))).toBe('1 check: 1 pass');
  });

  test.each([
    ['planned', 0],
    ['done', 0],
    ['refused', 1],
    ['unverified', 1],
    ['error', 2],
    ['unknown', 2],
  ] as const)('an action that ends %s exits %i', (status, exit) => {
    expect(exitOfAction({ status })).toBe(exit);
  });
});

describe('inOrder', () => {
  const signal = new AbortController().signal;

  test('tells in the order given, never with more at once than allowed', async () => {
    const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
    let [running, most] = [0, 0];
    const told: number[] = [];
    const work = async (item: number) => {
      most = Math.max(most, ++running);
      await gates[item]?.promise;
      running -= 1;
      return item * 10;
    };
    const all = inOrder([0, 1, 2, 3, 4], { width: 2, signal }, work, (value) => told.push(value));
    gates[1]?.resolve();
    await Promise.resolve();
    expect(told).toEqual([]);
    for (const gate of gates) gate.resolve();
    await all;
    expect(told).toEqual([0, 10, 20, 30, 40]);
    expect(most).toBe(2);
  });

  test('after a rejection nothing more is begun, and what was begun ends first', async () => {
    const slow = Promise.withResolvers<void>();
    const [begun, ended]: [number[], number[]] = [[], []];
    const work = async (item: number) => {
      begun.push(item);
      if (item === 0) throw new Error('the first of them');
      await slow.promise;
      ended.push(item);
    };
    const all = inOrder([0, 1, 2, 3], { width: 2, signal }, work, () => undefined).catch(
      ({ message }: Error) => ({ message, ended: [...ended] }),
    );
    await new Promise((later) => setImmediate(later));
    slow.resolve();
    expect(await all).toEqual({ message: 'the first of them', ended: [1] });
    expect(begun).toEqual([0, 1]);
  });

  test('tells what ended behind an item that was rejected', async () => {
    const told: [value: number, index: number][] = [];
    const work = async (item: number) => {
      if (item !== 1) return item * 10;
      await new Promise((later) => setImmediate(later));
      throw new Error('interrupted');
    };
    const all = inOrder([0, 1, 2, 3], { width: 2, signal }, work, (...one) => told.push(one));
    await expect(all).rejects.toThrow('interrupted');
    expect(told).toEqual([
      [0, 0],
      [20, 2],
      [30, 3],
    ]);
  });

  test('begins nothing after the signal', async () => {
    const controller = new AbortController();
    const begun: number[] = [];
    await inOrder(
      [1, 2, 3, 4],
      { width: 1, signal: controller.signal },
      async (item) => {
        begun.push(item);
        if (item === 2) controller.abort();
        return item;
      },
      () => undefined,
    );
    expect(begun).toEqual([1, 2]);
  });
});

describe('text of an upstream on a terminal', () => {
  test.each([
    ['\u001b[2Jgone', '\ufffd[2Jgone'],
    ['a\r\nb', 'a\ufffd\ufffdb'],
    ['\u009b31m', '\ufffd31m'],
    ['abc\u202etxt', 'abc\ufffdtxt'],
    ['Grüße, 世界 🚢', 'Grüße, 世界 🚢'],
  ])('%j is shown as %j', (text, safe) => {
    expect(clean(text)).toBe(safe);
  });

  test.each([
    [
      '\u001b[1m\u001b[31mFAIL\u001b[39m\u001b[22m  title\n',
      '\u001b[1m\u001b[31mFAIL\u001b[39m\u001b[22m  title\n',
    ],
    ['a title\u001b[2J\u001b]0;forged\u0007', 'a title\ufffd[2J\ufffd]0;forged\ufffd'],
    ['hidden \u001b[8mtext', 'hidden \ufffd[8mtext'],
    ['over\rwritten\tby\u202e', 'over\ufffdwritten\tby\ufffd'],
  ])('of %j a screen gets %j', (text, safe) => {
    expect(harmless(text)).toBe(safe);
  });

  test('a screen gets no control of a title, and a pipe gets every character', async () => {
    for (const [isScreen, seen] of [
      [true, 'x\ufffd[2J'],
      [false, 'x\u001b[2J'],
    ] as const) {
      const to = streams(isScreen);
      const terminal = createTerminal(to);
      terminal.out('x\u001b[2J');
      terminal.note('x\u001b[2J');
      await new Promise((later) => setImmediate(later));
      expect(to.text()).toBe(`${seen}\n${seen}\n`);
    }
  });

  test('a value stays on one line and is cut when it is long', () => {
    expect(shown({ a: 'x\ny' })).toBe('{"a":"x\\ny"}');
    expect(shown(undefined)).toBe('nothing');
    expect(shown('x'.repeat(500)).length).toBe(201);
  });
});

describe('parameters from the command line', () => {
  const declared = {
    rps: { type: 'integer', min: 1, max: 10 },
    charge: { type: 'string', pattern: '.*' },
  } as const;

  test('take the declared type, and leave others out', () => {
    expect(typedParameters({ rps: '3', charge: '42', other: 'x' }, declared)).toEqual({
      rps: 3,
      charge: '42',
    });
    expect(typedParameters({ rps: '3.5' }, declared)).toEqual({ rps: '3.5' });
  });

  test('a name of the prototype is declared by nothing', () => {
    expect(typedParameters({ constructor: 'x', __proto__: 'y' } as never, declared)).toEqual({});
    expect(() => refuseUndeclared({ constructor: 'x' }, [declared])).toThrow('has a parameter "constructor"');
  });
});
