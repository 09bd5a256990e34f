import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pathOfPointer, select } from '../../../runbook-runner/checks/assertions/json-path.ts';
import { JsonPathText } from '../../../runbook-runner/checks/assertions/json-path-text.ts';

const KEYS = ['a', 'b', '_c', 'length', 'constructor', '__proto__'] as const;
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, 0, 'text'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), tie('value')), { maxLength: 4 })
      .map((entries) =>
        JSON.parse(`{${entries.map(([key, value]) => `"${key}":${JSON.stringify(value)}`).join(',')}}`),
      ),
  ),
}));
const steps = fc.array(fc.oneof(fc.constantFrom(...KEYS), fc.nat({ max: 3 })), { maxLength: 5 });

describe('a path', () => {
  test('of names and indexes selects the same in short and in long form', () => {
    fc.assert(
      fc.property(json, steps, (value, keys) => {
        const short = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
        const long = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `["${key}"]`)).join('');
        expect(select(value, `$${short}`)).toEqual(select(value, `$${long}`));
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['$.items[*].id', ["$['items'][0]['id']", "$['items'][1]['id']"]],
    ['$..id', ["$['items'][0]['id']", "$['items'][1]['id']"]],
    ['$.items[-1].id', ["$['items'][1]['id']"]],
    ["$['it\\'s']", ["$['it\\'s']"]],
    ['$', ['$']],
    ['$.items.length', []],
    ['$.none[0]', []],
  ])('%s selects %j', (path, expected) => {
    const value = { items: [{ id: 1 }, { id: 2 }], "it's": 3 };
    expect(select(value, path).map((node) => node.path)).toEqual(expected);
  });
});

test.each(['$.a[?lenght(@.b) > 3]', '$.a[?!foo(@)]', '$.a[?@.b[?foo(@.c)]]', '$.a[?count(foo(@)) == 1]'])(
  '%s has a function that there is not',
  (path) => {
    const found = JsonPathText.safeParse(path);
    expect(found.error?.issues[0]?.message).toMatch(/is not an RFC 9535 path: /);
  },
);

describe('a JSON pointer as a normalized path', () => {
  test.each([
    ['', '$'],
    ['/items/1/id', "$['items'][1]['id']"],
    ['/a~1b/m~0n', "$['a/b']['m~n']"],
    ["/it's/\\/\n/\u0007", "$['it\\'s']['\\\\']['\\n']['\\u0007']"],
    ['/map/1', "$['map']['1']"],
  ])('%j → %s', (pointer, path) => {
    expect(pathOfPointer({ items: [{}, { id: 1 }], map: { 1: 2 } }, pointer)).toBe(path);
  });
});
