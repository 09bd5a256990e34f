import { describe, expect, test } from 'vitest';
import { jsonBody } from '../../../runbook-runner/checks/assertions/json-body.ts';

const read = (text: string) => jsonBody(new TextEncoder().encode(text));

describe('a key that stands twice in one object', () => {
  test.each([
    ['at the top', '{"a":"x","a":1}', 'a'],
    ['below it', '{"a":[1,{"b":{"c":1 , "d":2,"c":3}}]}', 'c'],
    ['in other words', String.raw`{"a":1,"\u0061":2}`, 'a'],
    ['with a quotation mark in it', String.raw`{"a\"b":1,"a\"b":2}`, 'a"b'],
    ['beside colons in texts', String.raw`{"t":"12:30:00","u":"\\","v":":","v":":"}`, 'v'],
    ['as the empty text', '{"":1,"":2}', ''],
    ['by the name of the prototype', '{"__proto__":1,"__proto__":2}', '__proto__'],
  ])('%s is told', (_name, text, key) => {
    const detail = `The key ${JSON.stringify(key)} stands twice in one object, and readers differ in which of its values they take.`;
    expect(read(text)).toEqual({ ok: false, code: 'duplicate-key', detail });
  });

  test.each([
    ['in two objects', '[{"a":1},{"a":{"a":1}}]'],
    ['as a value', '{"a":"a","b":["a","a"]}'],
    ['in a text', String.raw`{"a":"{\"b\":1,\"b\":2}"}`],
    ['of another case', '{"a":1,"A":2}'],
    ['by the name of the prototype', '{"__proto__":{"a":1}}'],
    ['as a text alone', '"a:b"'],
  ])('is none %s', (_name, text) => {
    expect(read(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  test('is looked for in time', () => {
    const begin = performance.now();
    const rows = Array.from({ length: 50_000 }, (_, id) => ({
      id,
      at: '2026-11-01T00:00:00Z',
      text: 'a\\"b',
    }));
    expect(read(JSON.stringify(rows)).ok).toBe(true);
    expect(performance.now() - begin).toBeLessThan(1_000);
  });
});
