import { describe, expect, test } from 'vitest';
import { drift } from '../../runbook-runner/sandbox/fault-proxy/kinds/shared/drift.ts';

const charge = { id: 'ch_1', amount: 1999, customer: null, metadata: { basket: 'HV-1' } };

describe('drift', () => {
  test.each([
    [
      'retype a number to text',
      { change: 'retype', pointer: '/amount', to: 'string' },
      { ...charge, amount: '1999' },
    ],
    [
      'retype null to text',
      { change: 'retype', pointer: '/customer', to: 'string' },
      { ...charge, customer: 'null' },
    ],
    [
      'retype text to a number that it is not',
      { change: 'retype', pointer: '/id', to: 'number' },
      { ...charge, id: 0 },
    ],
    [
      'retype to true or false',
      { change: 'retype', pointer: '/amount', to: 'boolean' },
      { ...charge, amount: true },
    ],
    ['remove a nested field', { change: 'remove', pointer: '/metadata/basket' }, { ...charge, metadata: {} }],
    ['set a new field', { change: 'set', pointer: '/fee', value: 5 }, { ...charge, fee: 5 }],
    ['remove what is not there', { change: 'remove', pointer: '/tax/rate' }, charge],
  ] as const)('%s', (_name, change, expected) => {
    expect(drift(charge, [change])).toEqual(expected);
  });

  test('rename keeps the value and drops the old name', () => {
    const drifted = drift(charge, [{ change: 'rename', pointer: '/amount', to: 'amount_minor' }]);
    expect(drifted).toEqual({ id: 'ch_1', amount_minor: 1999, customer: null, metadata: { basket: 'HV-1' } });
  });

  test('in a list, the pointer is applied to each item', () => {
    const change = { change: 'retype', pointer: '/amount', to: 'string' } as const;
    const items = [charge, { ...charge, amount: 5 }];
    const expected = [
      { ...charge, amount: '1999' },
      { ...charge, amount: '5' },
    ];
    expect(drift({ data: items, has_more: false }, [change])).toEqual({ data: expected, has_more: false });
    expect(drift(items, [change])).toEqual(expected);
  });

  test('in a list, a pointer into the envelope changes the envelope', () => {
    const list = { data: [charge], has_more: false };
    const change = { change: 'retype', pointer: '/has_more', to: 'string' } as const;
    expect(drift(list, [change])).toEqual({ data: [charge], has_more: 'false' });
  });

  test('escaped pointers reach names with slashes and tildes', () => {
    const body = { 'a/b': { 'c~d': 1 } };
    expect(drift(body, [{ change: 'remove', pointer: '/a~1b/c~0d' }])).toEqual({ 'a/b': {} });
  });

  test('the body that was passed is left alone', () => {
    const body = { amount: 1 };
    drift(body, [{ change: 'remove', pointer: '/amount' }]);
    expect(body).toEqual({ amount: 1 });
  });

  test('a pointer into the prototype reaches nothing', () => {
    drift({ a: {} }, [{ change: 'set', pointer: '/__proto__/polluted', value: true }]);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
  });
});
