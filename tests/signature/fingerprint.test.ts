import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AssertionResult } from '../../runbook-runner/ports/result.ts';
import { fingerprint } from '../../runbook-runner/signature/fingerprint.ts';
import { stablePlace } from '../../runbook-runner/signature/stable.ts';
import { failing, problem, result } from './support/results.ts';

const asked = { integration: 'lumenpay', endpoint: 'GET /v1/charges/{charge}' };
const of = (assertions: AssertionResult[], more: Parameters<typeof result>[1] = { status: 200 }) =>
  fingerprint(asked, result(assertions, more));
const PROBLEM: [string, string][] = [['content-type', 'application/problem+json']];

test('says what failed, in words that can be read and searched', () => {
  const document = '{"type":"https://lumenpay.example/problems/frozen","instance":"/v1/charges/ch_demo0001"}';
  const seen = [failing('status', 'unexpected-status'), failing('contract', 'undeclared-status', 'status')];
  expect(of(seen, { status: 409, headers: PROBLEM, body: document })).toBe(
    'lumenpay GET /v1/charges/{charge} - 409 https://lumenpay.example/problems/frozen contract:undeclared-status@status status:unexpected-status',
  );
  expect(of([failing('reachable', 'timeout')], { problem: problem('timeout', 'tcp') })).toBe(
    'lumenpay GET /v1/charges/{charge} timeout/tcp - -',
  );
});

test('does not exist when nothing failed', () => {
  expect(of([{ ...failing('status', 'x'), outcome: 'pass' }])).toBeUndefined();
});

// What a service puts into keys and addresses where it keeps many things of one sort.
const alphanumeric = (min: number, max: number) =>
  fc
    .array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'), { minLength: min, maxLength: max })
    .map((letters) => letters.join(''));
const identifiers = [
  fc.uuid(),
  fc.ulid(),
  fc
    .date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2199-12-31') })
    .map((at) => at.toISOString()),
  fc.integer({ min: 10_000_000 }).map(String),
  alphanumeric(15, 24).map((rest) => `ch_${rest}7`),
];
const identifier = fc.oneof(...identifiers);
/** Two of one sort, as one service makes them. */
const twoIdentifiers = fc.constantFrom(...identifiers).chain((one) => fc.tuple(one, one));
const place = (id: string, position: number) => `$['orders']['${id}'][${position}]['amount']`;

describe('is the same for the same failure', () => {
  test('whatever identifiers, timestamps and positions stand in its places', () => {
    fc.assert(
      fc.property(twoIdentifiers, fc.nat(), fc.nat(), ([one, other], first, second) => {
        const seen = of([failing('contract', 'missing', place(one, first))]);
        expect(of([failing('contract', 'missing', place(other, second))])).toBe(seen);
      }),
    );
  });

  test('whatever the order of its differences is, and how often each is seen', () => {
    const places = fc.array(fc.constantFrom('amount', 'id', 'status', 'currency'), { minLength: 1 });
    fc.assert(
      fc.property(places, fc.array(fc.nat(9), { maxLength: 9 }), (names, again) => {
        const seen = names.map((name, index) => failing('contract', 'missing', `$[${index}]['${name}']`));
        const shuffled = [...seen, ...again.flatMap((index) => seen[index] ?? [])].reverse();
        expect(of(shuffled)).toBe(of(seen));
      }),
    );
  });

  test('whatever the values are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.string(), (expected, actual, text) => {
        const told = { ...failing('body', 'not-equal', '$'), expected, actual, title: text, detail: text };
        expect(of([told as AssertionResult])).toBe(of([failing('body', 'not-equal', '$')]));
      }),
    );
  });

  test('whatever the problem document says of this one time', () => {
    fc.assert(
      fc.property(identifier, fc.string(), fc.integer(), (instance, detail, balance) => {
        const body = JSON.stringify({ type: 'https://x/problems/funds', instance, detail, balance });
        const seen = of([failing('status', 'unexpected-status')], { status: 403, headers: PROBLEM, body });
        expect(seen).toBe(
          'lumenpay GET /v1/charges/{charge} - 403 https://x/problems/funds status:unexpected-status',
        );
      }),
    );
  });
});

test('a refusal by a token endpoint has one name, whatever its status is', () => {
  const refused = { class: 'credential-refused', outcome: 'fail', message: 'No.', status: 401 } as const;
  const name = 'lumenpay GET /v1/charges/{charge} credential-refused - -';
  expect(of([], { problem: refused })).toBe(name);
  expect(of([], { problem: { ...refused, status: 400 } })).toBe(name);
  expect(of([], { problem: { ...refused, class: 'unexpected-status' } })).toContain(
    ' unexpected-status 401 -',
  );
});

describe('differs by what failed', () => {
  test('names that only look made stay apart', () => {
    const names = [
      ...['v1', 'v2', 'sha256', 'oauth2', 'p95', 'p99', 'amount', 'address_line_2', 'iso4217'],
      ...['shippingAddressLine1', 'shippingAddressLine2', 'oauth2ClientIdentifier', 'Iso8601CreationTime'],
    ];
    expect(new Set(names.map((name) => stablePlace(`$['${name}']`))).size).toBe(names.length);
  });

  test('a time that ran out counts by its phase', () => {
    const late = (phase?: 'tcp' | 'body') =>
      of([failing('reachable', 'timeout')], { problem: problem('timeout', phase) });
    expect(new Set([late('tcp'), late('body'), late()]).size).toBe(3);
  });

  test('integration, endpoint, problem, status, type, code and place each count', () => {
    const drift = [failing('contract', 'missing', "$['amount']")];
    const typed = (type: string) => ({ status: 200, headers: PROBLEM, body: JSON.stringify({ type }) });
    const all = [
      of(drift),
      fingerprint({ ...asked, integration: 'parcelo' }, result(drift, { status: 200 })),
      fingerprint({ ...asked, endpoint: 'GET /v1/charges' }, result(drift, { status: 200 })),
      of(drift, { problem: problem('timeout') }),
      of(drift, { status: 201 }),
      ...[of(drift, typed('urn:a')), of(drift, typed('urn:b'))],
      of([failing('contract', 'nullable', "$['amount']")]),
      of([failing('contract', 'missing', "$['id']")]),
      of([...drift, failing('body', 'missing', "$['amount']")]),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  test('a space in a name makes no second promise of it', () => {
    const one = of([failing('contract', 'missing', "$['a'] body:missing@$['b']")]);
    const two = of([failing('contract', 'missing', "$['a']"), failing('body', 'missing', "$['b']")]);
    expect(one).not.toBe(two);
  });
});
