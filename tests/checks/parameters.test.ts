import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DeclaredParameter, resolveParameters } from '../../runbook-runner/checks/parameters.ts';
import { buildRequest } from '../../runbook-runner/checks/request/build.ts';
import { fillJson } from '../../runbook-runner/checks/request/slots.ts';
import { PlaybookError } from '../../runbook-runner/errors/index.ts';

const anything: DeclaredParameter = { type: 'string', pattern: '(?s).*' };
const charge: DeclaredParameter = { type: 'string', pattern: 'ch_[a-z0-9]{8,}', default: 'ch_demo0001' };

const refused = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof PlaybookError && error.code === 'invalid_parameter') return error.message;
    throw error;
  }
  throw new Error('it was taken');
};

describe('whatever the pattern says, a slot never takes', () => {
  test.each([
    '@evil.example',
    '../admin',
    'a/../../b',
    '..',
    '.',
    './x',
    'a\r\nX-Evil: 1',
    'a\nb',
    'a\0b',
    'a\tb',
    'a\x7fb',
    'a\\b',
    'https://evil.example',
    '//evil.example',
    '\ud800',
    'x'.repeat(513),
  ])('%j', (value) => {
    expect(refused(() => resolveParameters({ slot: anything }, { slot: value }))).toContain('"slot"');
  });
});

describe('typed slots', () => {
  test('defaults fill what is not given', () => {
    expect(resolveParameters({ charge })).toEqual({ charge: 'ch_demo0001' });
  });

  test('the whole value must match', () => {
    expect(resolveParameters({ charge }, { charge: 'ch_abcdefgh' })).toEqual({ charge: 'ch_abcdefgh' });
    for (const value of ['ch_ABC', 'xch_abcdefgh', 'ch_abcdefgh;id', 'ch_abcdefgh$(id)', '--flag', '']) {
      expect(refused(() => resolveParameters({ charge }, { charge: value }))).toContain('does not match');
    }
  });

  test('an integer stays a number, in its bounds', () => {
    const rps: DeclaredParameter = { type: 'integer', min: 1, max: 50 };
    expect(resolveParameters({ rps }, { rps: '7' })).toEqual({ rps: 7 });
    for (const value of [0, 51, 1.5, '1e1', 'x', '', true, Number.NaN, '99999999999999999999']) {
      refused(() => resolveParameters({ rps }, { rps: value }));
    }
  });

  test('an enum takes its values only', () => {
    const mode: DeclaredParameter = { type: 'enum', values: ['on', 'off'], default: 'on' };
    expect(resolveParameters({ mode }, { mode: 'off' })).toEqual({ mode: 'off' });
    refused(() => resolveParameters({ mode }, { mode: 'constructor' }));
  });

  test('unknown and missing names are refused', () => {
    expect(refused(() => resolveParameters({ charge }, { chrage: 'x' }))).toContain('not declared');
    refused(() => resolveParameters({ charge }, JSON.parse('{"__proto__": "x"}')));
    expect(refused(() => resolveParameters({ slot: anything }))).toContain('needs a value');
  });
});

const declared = {
  method: 'GET',
  path: '/v1/{slot}/x',
  query: { q: '{slot}', page: 2 },
  headers: { 'x-slot': '{slot}' },
};

describe('a built request', () => {
  test('values are encoded for where they stand', () => {
    const built = buildRequest(declared, { slot: 'a b/ü?&#' }, 'https://api.example');
    expect(built.url).toBe('https://api.example/v1/a%20b%2F%C3%BC%3F%26%23/x?q=a+b%2F%C3%BC%3F%26%23&page=2');
    expect(built.headers).toEqual([['x-slot', 'a b/ü?&#']]);
  });

  test('a base URL with a path keeps it', () => {
    const built = buildRequest({ ...declared, path: '/{slot}' }, { slot: 'x' }, 'https://api.example/base/');
    expect(built.url).toBe('https://api.example/base/x?q=x&page=2');
  });

  test('a declared path that the address would fold is refused', () => {
    refused(() =>
      buildRequest({ ...declared, path: '/v1/%2e%2e/{slot}' }, { slot: 'x' }, 'https://api.example'),
    );
  });

  test('a header takes no character that Latin-1 has not', () => {
    refused(() => buildRequest(declared, { slot: 'ж' }, 'https://api.example'));
  });

  test('whatever a slot holds, the request goes to the same host with as many segments', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        try {
          const values = resolveParameters({ slot: anything }, { slot: value });
          const url = new URL(buildRequest(declared, values, 'https://api.example:8443').url);
          expect(url.origin).toBe('https://api.example:8443');
          expect(url.username + url.password + url.hash).toBe('');
          expect(url.pathname.split('/')).toHaveLength(4);
        } catch (error) {
          if (!(error instanceof PlaybookError) || error.code !== 'invalid_parameter') throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a JSON body keeps the type of a value that stands alone', () => {
    expect(fillJson({ rate: '{rps}', note: 'at {rps}/s', list: ['{rps}', null] }, { rps: 5 })).toEqual({
      rate: 5,
      note: 'at 5/s',
      list: [5, null],
    });
    refused(() => fillJson({ a: '{none}' }, {}));
  });
});
