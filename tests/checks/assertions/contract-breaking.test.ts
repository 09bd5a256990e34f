import { describe, expect, test } from 'vitest';
import { DIFFERENCES } from '../../../runbook-runner/checks/assertions/differences.ts';
import { ASSERTION_CODES } from '../../../runbook-runner/ports/assertion-codes.ts';
import { judged } from './judged.ts';

describe('what breaks a reader', () => {
  const schema = { properties: { s: { enum: ['a'] } }, required: ['id'], additionalProperties: false };

  test('what is tolerated is noted, and breaks nothing', async () => {
    const expected = { schema: 's.json', tolerate: ['enum', 'extra'] };
    expect((await judged(expected, { 's.json': schema }, { id: 1, s: 'b', n: 1 })).sort()).toEqual([
      "pass enum $['s']",
      "pass extra $['id']",
      "pass extra $['n']",
    ]);
    expect(await judged(expected, { 's.json': schema }, { s: 'a' })).toEqual(["fail missing $['id'] !"]);
  });

  test.each([
    ['null by an enum', { enum: ['a', 'b'] }, null, 'nullable'],
    ['null by a constant', { const: 'a' }, null, 'nullable'],
    ['null by a type and an enum', { type: 'string', enum: ['a'] }, null, 'nullable'],
    ['a number', { enum: ['a', 'b'] }, 1, 'type-changed'],
    ['a list', { enum: ['a', null] }, ['a'], 'type-changed'],
  ])('%s is no new value', async (_name, s, value, code) => {
    const expected = { schema: 's.json', tolerate: ['enum'] };
    const found = await judged(expected, { 's.json': { properties: { s } } }, { s: value });
    expect(found).toEqual([`fail ${code} $['s'] !`]);
  });

  test('a fraction among whole numbers is a new value', async () => {
    expect(await judged({ schema: 's.json' }, { 's.json': { enum: [1, 2] } }, 1.5)).toEqual([
      'fail enum $ !',
    ]);
  });

  test('a name that is not allowed is told at its place, once', async () => {
    const names = { propertyNames: { pattern: '^[a-z]+$' } };
    const body = { a: 1, A1: 2 };
    expect(await judged({ schema: 's.json' }, { 's.json': names }, body)).toEqual(["fail format $['A1'] !"]);
  });

  const items = { items: { properties: { id: { type: 'integer' } }, additionalProperties: false } };
  const list = (length: number, bad: number) =>
    Array.from({ length }, (_, index) => ({ id: index === bad ? 'x' : index, more: 1 }));

  test.each([70, 2_000])('what is tolerated hides nothing that stands at item %i', async (bad) => {
    const found = await judged(
      { schema: 's.json', tolerate: ['extra'] },
      { 's.json': items },
      list(2_100, bad),
    );
    expect(found).toHaveLength(50);
    expect(found.slice(0, 2)).toEqual([`fail type-changed $[${bad}]['id'] !`, "pass extra $[0]['more']"]);
  });

  test('an answer too long to look for all differences is no pass by what is tolerated', async () => {
    const expected = { schema: 's.json', tolerate: ['extra'] };
    expect(await judged(expected, { 's.json': items }, list(30_000, 29_999))).toEqual(['error']);
  });

  test('a list of many is held to its least number beside another difference', async () => {
    const schema = { ...items, minItems: 120 };
    const found = await judged(
      { schema: 's.json', tolerate: ['extra'] },
      { 's.json': schema },
      list(150, -1),
    );
    expect(found.filter((one) => !one.startsWith('pass'))).toEqual([]);
  });

  test.each(Object.entries(DIFFERENCES))('%s is %s, and the reference says so', (code, breaking) => {
    const meaning = ASSERTION_CODES.contract[code as keyof typeof DIFFERENCES];
    expect(meaning).toMatch(breaking === 'breaking' ? /Breaks a reader\.$/ : /Breaks no reader\.$/);
  });
});
