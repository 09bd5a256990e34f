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
    ['the range of uint64', { format: 'uint64' }, '18446744073709551615', ['pass', undefined]],
    ['what is less than none', { format: 'uint64' }, '-1', ['fail', '$']],
    ['the range of int8', { format: 'int8' }, '-128', ['pass', undefined]],
    ['beyond the range of int8', { format: 'int8' }, '128', ['fail', '$']],
    ['beyond the range of uint16', { format: 'uint16' }, '65536', ['fail', '$']],
    ['a part of a whole number', { format: 'int32' }, '1.5', ['fail', '$']],
    ['a whole number that a double cannot tell', { format: 'double-int' }, '9007199254740992', ['fail', '$']],
    ['the greatest float', { format: 'float' }, '3.4028235e38', ['pass', undefined]],
    ['beyond the greatest float', { format: 'float' }, '1e39', ['fail', '$']],
    ['a text of such a format', { format: 'uint8' }, '"300"', ['pass', undefined]],
  ])('%s', async (_name, schema, sent, expected) => {
    expect(await judged(schema, sent)).toEqual(expected);
  });
});
