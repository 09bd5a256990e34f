import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSharing } from '../../runbook-runner/playbook/shared-parts.ts';

test('what is shared is equal to what was given', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (values) => {
      const share = createSharing();
      expect(values.map((value) => share(value))).toEqual(values);
    }),
  );
});

test('equal parts of different definitions are one object', () => {
  const share = createSharing();
  const expectation = () => ({ status: 200, latency: { p95: { text: '400ms', ms: 400 } } });
  const [one, two] = [
    share({ path: '/a', expect: expectation() }),
    share({ path: '/b', expect: expectation() }),
  ];
  expect(one.path).toBe('/a');
  expect(two.path).toBe('/b');
  expect(one.expect).toBe(two.expect);
});

test('a member that is undefined is not one that is missing', () => {
  const share = createSharing();
  expect(Object.keys(share({ a: undefined }))).toEqual(['a']);
  expect(Object.keys(share({}))).toEqual([]);
  expect(share([undefined])).toEqual([undefined]);
  expect(share([null])).toEqual([null]);
});
