import { describe, expect, test } from 'vitest';
import { bodyAssertion, evaluateBody } from '../../../runbook-runner/checks/assertions/body.ts';
import { BodyExpectation } from '../../../runbook-runner/checks/assertions/body-schema.ts';

const glance = (
  expectations: readonly unknown[],
  body: string | Uint8Array,
  contentType = 'application/json',
) => {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  const response = { status: 200, headers: [['content-type', contentType]] as const, body: bytes };
  return evaluateBody(BodyExpectation.parse(expectations), response).map(({ outcome, code, where }) =>
    [outcome, code, where].filter(Boolean).join(' '),
  );
};

const JSON_TEXT = '{"n":7,"f":1.5,"s":"abc","items":[{"id":"a","v":1},{"id":"b","v":2},{"id":"c"}]}';

describe('a value at a path', () => {
  test.each([
    [{ path: '$.n', type: 'integer' }, "pass $['n']"],
    [{ path: '$.n', type: 'number' }, "pass $['n']"],
    [{ path: '$.f', type: 'integer' }, "fail type-changed $['f']"],
    [{ path: '$.items[*].id', type: 'string' }, "pass $['items'][0]['id']"],
    [{ path: '$.s', oneOf: ['x', 'abc'] }, "pass $['s']"],
    [{ path: '$.s', oneOf: ['x', 'y'] }, "fail not-one-of $['s']"],
    [{ path: '$.items[*].id', differs: 'd' }, "pass $['items'][0]['id']"],
    [{ path: '$.items[*].id', differs: 'b' }, "fail present $['items'][1]['id']"],
    [{ path: '$.n', differs: '7' }, "pass $['n']"],
    [{ path: '$.none', differs: 7 }, 'fail missing $.none'],
    [{ path: '$.n', range: { min: 1, max: 7 } }, "pass $['n']"],
    [{ path: '$.n', range: { max: 6 } }, "fail out-of-range $['n']"],
    [{ path: '$.s', range: { min: 0 } }, "fail type-changed $['s']"],
    [{ path: '$.items[*]', count: 3 }, 'pass $.items[*]'],
    [{ path: '$.items[*]', count: { min: 4 } }, 'fail wrong-count $.items[*]'],
    [{ path: '$.none', count: 0 }, 'pass $.none'],
    [{ path: '$.items[*]', each: [{ path: '$.id', matches: '^[abc]$' }] }, "pass $['items'][0]['id']"],
    [{ path: '$.items[*]', each: [{ path: '$.v', type: 'integer' }] }, "fail missing $['items'][2].v"],
    [
      { path: '$.items[*]', each: [{ path: '$.v', range: { max: 1 } }] },
      "fail out-of-range $['items'][1]['v']",
    ],
    [{ path: '$.nothing[*]', each: [{ path: '$.v', exists: false }] }, 'fail missing $.nothing[*].v'],
  ])('%j: %s', (expectation, expected) => {
    expect(glance([expectation], JSON_TEXT)).toEqual([expected]);
  });

  test('a value that must not be there is not told as the expected one', () => {
    const [result] = evaluateBody(BodyExpectation.parse([{ path: '$.s', differs: 'abc' }]), {
      status: 200,
      headers: [['content-type', 'application/json']],
      body: new TextEncoder().encode(JSON_TEXT),
    });
    expect(result).toMatchObject({ outcome: 'fail', expected: { not: 'abc' }, actual: 'abc' });
  });

  test('each gives one result a promise', () => {
    const each = [
      { path: '$.id', type: 'string' },
      { path: '$.v', exists: true },
    ];
    expect(glance([{ path: '$.items[*]', each }], JSON_TEXT)).toEqual([
      "pass $['items'][0]['id']",
      "fail missing $['items'][2].v",
    ]);
  });
});

describe('text is read in the encoding that the content type names', () => {
  const latin = Uint8Array.of(0x63, 0x61, 0x66, 0xe9);
  test.each([
    [
      'UTF-8, named by nobody',
      { contains: 'é' },
      new TextEncoder().encode('café'),
      'text/plain',
      'pass text',
    ],
    ['Latin-1', { contains: 'café' }, latin, 'text/plain; charset=ISO-8859-1', 'pass text'],
    ['a quoted name', { contains: 'café' }, latin, 'text/plain; charset="latin1"', 'pass text'],
    ['bytes that are no UTF-8', { contains: 'caf' }, latin, 'text/plain', 'fail invalid-encoding text'],
    [
      'an unknown encoding',
      { contains: 'caf' },
      latin,
      'text/plain; charset=klingon',
      'fail unknown-charset text',
    ],
    [
      'text that must not be there',
      { lacks: 'caf' },
      latin,
      'text/plain; charset=latin1',
      'fail present text',
    ],
    ['text that is not there', { lacks: 'tea' }, latin, 'text/plain; charset=latin1', 'pass text'],
    [
      'bytes that cannot be read, and text that must not be there',
      { lacks: 'tea' },
      latin,
      'text/plain',
      'fail invalid-encoding text',
    ],
  ])('%s', (_name, text, bytes, type, expected) => {
    expect(glance([{ text }], bytes, type)).toEqual([expected]);
  });
});

test('a page where JSON is promised says what it is', () => {
  const response = {
    status: 200,
    headers: [['content-type', 'text/html']] as const,
    body: new TextEncoder().encode('<h1>Maintenance</h1>'),
  };
  const [result] = evaluateBody(BodyExpectation.parse([{ path: '$.a', exists: false }]), response);
  expect(result?.code).toBe('not-json');
  expect(result?.detail).toContain('Its content type is text/html.');
});

test('JSON in another encoding says which its content type names', () => {
  const headers = [['content-type', 'application/json; charset=utf-16le']] as const;
  const response = { status: 200, headers, body: Buffer.from('{"n":7}', 'utf16le') };
  const [result] = evaluateBody(BodyExpectation.parse([{ path: '$.n', equals: 7 }]), response);
  expect(result?.code).toBe('not-json');
  expect(result?.detail).toMatch(/names the encoding utf-16le, and JSON is UTF-8 \(RFC 8259 §8\.1\)\.$/);
});

describe('a content type that is sent twice', () => {
  const twice = (second: string, expectation: unknown) =>
    evaluateBody(BodyExpectation.parse([expectation]), {
      status: 200,
      headers: [
        ['content-type', 'application/json'],
        ['content-type', second],
      ],
      body: new TextEncoder().encode('{"n":7}'),
    }).map(({ outcome, code, detail }) => [outcome, code, code && detail]);
  const atOdds = [
    'fail',
    'types-at-odds',
    'The header content-type is sent 2 times: application/json and text/html.',
  ];
  const pass = ['pass', undefined, undefined];

  test.each([
    ['another one, and a value', 'text/html', { path: '$.n', equals: 7 }, [atOdds, pass]],
    ['another one, and a text', 'text/html', { text: { contains: '7' } }, [atOdds, pass]],
    ['another one, and a size', 'text/html', { size: { max: 10 } }, [pass]],
    ['the same again', 'application/json', { path: '$.n', equals: 7 }, [pass]],
  ])('%s', (_name, second, expectation, expected) => {
    expect(twice(second, expectation)).toEqual(expected);
  });
});

describe('promises that can never hold together', () => {
  test.each([
    [
      [
        { path: '$.a', equals: 1 },
        { path: '$.a', equals: 1 },
      ],
      [],
    ],
    [
      [
        { path: '$.a', equals: 1 },
        { path: '$.b', equals: 2 },
      ],
      [],
    ],
    [
      [
        { path: '$.a', equals: 1 },
        { path: '$.a', equals: 2 },
      ],
      [[1]],
    ],
    [
      [
        { path: '$.a', differs: 1 },
        { path: '$.a', equals: 1 },
      ],
      [[1]],
    ],
    [
      [
        { path: '$.a', differs: 1 },
        { path: '$.a', equals: 2 },
      ],
      [],
    ],
    [
      [
        { path: '$.a', oneOf: [1, 2] },
        { path: '$.a', equals: 2 },
      ],
      [],
    ],
    [
      [
        { path: '$.a', equals: 3 },
        { path: '$.a', oneOf: [1, 2] },
      ],
      [[1]],
    ],
    [
      [
        { path: '$.a', matches: '^x' },
        { path: '$.a', equals: 'y' },
      ],
      [[1]],
    ],
    [
      [
        { path: '$.a', range: { min: 5 } },
        { path: '$.a', equals: 4 },
      ],
      [[1]],
    ],
    [
      [
        { path: '$.a', type: 'number' },
        { path: '$.a', equals: 4 },
      ],
      [],
    ],
    [
      [
        { path: '$.a', exists: false },
        { path: '$.a', count: { max: 3 } },
      ],
      [],
    ],
    [
      [
        { path: '$.a', exists: false },
        { path: '$.a', count: 1 },
      ],
      [[1]],
    ],
    [[{ path: '$.a', range: { min: 2, max: 1 } }], [[0, 'range', 'min']]],
    [[{ path: '$.a', count: { min: 2, max: 1 } }], [[0, 'count', 'min']]],
    [[{ size: { min: 2_000_000 } }], [[0, 'size', 'min']]],
    [
      [
        { path: '$.a', equals: '{thing}' },
        { path: '$.a', equals: 'a' },
      ],
      [],
    ],
    [
      [
        { path: '$.a', oneOf: ['{thing}'] },
        { path: '$.a', type: 'integer' },
      ],
      [],
    ],
    [
      [
        { path: '$.a', type: 'integer' },
        { path: '$.a', matches: '^[a-z]{8}$' },
      ],
      [[1]],
    ],
  ])('%j: %j', (expectations, places) => {
    const found = bodyAssertion.contradictions?.(BodyExpectation.parse(expectations)) ?? [];
    expect(found.map(({ path }) => path)).toEqual(places);
  });
});
