import { describe, expect, test } from 'vitest';
import { evaluateContract } from '../../../runbook-runner/checks/assertions/contract.ts';
import { ContractExpectation } from '../../../runbook-runner/checks/assertions/contract-schema.ts';

/** As it is sent: no number of the language holds it. */
async function judged(schema: object, sent: string) {
  const response = { status: 200, headers: [], body: new TextEncoder().encode(sent) };
  const expected = ContractExpectation.parse({ schema: 's.json' });
  const [found] = await evaluateContract(expected, response, new Map([['s.json', schema]]));
  return [found?.outcome, found?.where];
}

describe('whole numbers beyond 2^53', () => {
  const LARGE = 2 ** 53;
  test.each([
    ['a constant', { properties: { id: { const: LARGE } } }, '{"id":9007199254740993}', ['error', "$['id']"]],
    ['one of several', { items: { enum: [1, LARGE] } }, '[1,9007199254740993]', ['error', '$[1]']],
    [
      'the greatest',
      { properties: { id: { maximum: LARGE } } },
      '{"id":9007199254740993}',
      ['error', "$['id']"],
    ],
    ['the least', { items: { minimum: LARGE } }, '[9007199254740991,9007199254740993]', ['fail', '$[0]']],
    ['the least, among others', { items: { minimum: LARGE } }, '[1e20,9007199254740993]', ['error', '$[1]']],
    ['what is too much', { exclusiveMaximum: LARGE }, '9007199254740993', ['error', '$']],
    ['what is too little', { exclusiveMinimum: LARGE }, '9007199254740993', ['error', '$']],
    [
      'a bound of another place',
      { properties: { a: { maximum: LARGE } } },
      '{"b":9007199254740992}',
      ['pass', undefined],
    ],
    ['a bound that is passed', { maximum: LARGE }, '9007199254740994', ['fail', '$']],
    [
      'a bound in a form',
      { anyOf: [{ type: 'string' }, { maximum: LARGE }] },
      '9007199254740993',
      ['error', '$'],
    ],
    ['a divisor', { multipleOf: 10 }, '9007199254740993', ['error', undefined]],
    ['another number', { maximum: LARGE }, '9007199254740991', ['pass', undefined]],
    ['nothing that they are held to', { type: 'integer' }, '9007199254740993', ['pass', undefined]],
    ['a number that is far away', { minimum: LARGE }, '1e300', ['pass', undefined]],
    ['an example', { type: 'integer', examples: [LARGE] }, '9007199254740993', ['pass', undefined]],
    ['the range of int64', { format: 'int64' }, '9223372036854775807', ['pass', undefined]],
    ['beyond the range of int64', { format: 'int64' }, '1e20', ['fail', '$']],
  ])('%s', async (_name, schema, sent, expected) => {
    expect(await judged(schema, sent)).toEqual(expected);
  });
});
