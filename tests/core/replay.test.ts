// What a recorded failure becomes: the fault that does the same, or a reason why there is none.
import { describe, expect, test } from 'vitest';
import { driftOf } from '../../runbook-runner/core/replay/drift-of.ts';
import { faultOf } from '../../runbook-runner/core/replay/fault-of.ts';
import type { AssertionResult, CheckResult, Problem } from '../../runbook-runner/ports/result.ts';

const broken = (part: Partial<AssertionResult>): AssertionResult => ({
  ...{ assertion: 'contract', outcome: 'fail', title: 'contract', expected: null, actual: null },
  ...part,
});

function failing(part: Partial<CheckResult>, body = '{"data":[{"amount":"1962","note":null}]}'): CheckResult {
  return {
    ...{ run: 'run_1', check: 'charges', title: 'Charges', integration: 'lumenpay', kind: 'http' },
    ...{ environment: 'production', status: 'fail', startedAt: '2026-11-20T03:00:00.000Z', durationMs: 5 },
    assertions: [],
    exchange: {
      request: { method: 'GET', url: 'https://api.example/v1/charges?limit=2', headers: [] },
      response: {
        ...{ status: 200, body, bodyBytes: body.length, truncated: false },
        headers: [
          ['content-type', 'application/json'],
          ['content-length', '40'],
          ['set-cookie', '[redacted]'],
          ['retry-after', '3'],
        ],
      },
    },
    ...{ failureModes: [], traceId: '0'.repeat(32), actor: 'someone' },
    provenance: { seal: 'sha256-x', commit: 'unknown', dirty: null },
    ...part,
  };
}

describe('the fault that does what a run met', () => {
  test('an answer is given again under its path, without what belongs to one moment', () => {
    expect(faultOf(failing({}))).toEqual({
      kind: 'recorded',
      options: {
        ...{ method: 'GET', path: '/v1/charges', status: 200 },
        headers: [
          ['content-type', 'application/json'],
          ['retry-after', '3'],
        ],
        body: '{"data":[{"amount":"1962","note":null}]}',
      },
    });
  });

  const problems: [Problem['class'], Problem['phase'], object][] = [
    ['reset', undefined, { kind: 'reset', options: {} }],
    ['timeout', 'first-byte', { kind: 'hang', options: { at: 'answer' } }],
    ['timeout', 'tls', { kind: 'hang', options: { at: 'handshake' } }],
    ['timeout', 'dns', { kind: 'dns-failure', options: { answer: 'silence' } }],
    ['unknown-host', 'dns', { kind: 'dns-failure', options: { answer: 'nxdomain' } }],
    ['name-server-failed', 'dns', { kind: 'dns-failure', options: { answer: 'servfail' } }],
    ['tls-expired', 'tls', { kind: 'certificate', options: { which: 'expired' } }],
    ['tls-wrong-host', 'tls', { kind: 'certificate', options: { which: 'wrong-host' } }],
    ['tls-unknown-ca', 'tls', { kind: 'certificate', options: { which: 'self-signed' } }],
  ];
  test.each(problems)('%s in phase %s', (name, phase, fault) => {
    const problem: Problem = { class: name, outcome: 'fail', message: 'broken', ...(phase ? { phase } : {}) };
    expect(faultOf(failing({ problem, exchange: undefined }))).toEqual(fault);
  });

  test('answers that were late are late by as much', () => {
    const percentiles = { p50Ms: 800, p95Ms: 905.4, p99Ms: 990 };
    const latency: CheckResult['latency'] = {
      ...{ samples: [800], ...percentiles, errorRate: 0, reused: 1, phases: {} },
      connections: 'warm',
    };
    const assertions = [broken({ assertion: 'latency', code: 'over-target' })];
    expect(faultOf(failing({ assertions, latency }))).toEqual({
      kind: 'latency',
      options: { delay: '905ms' },
    });
  });

  test('a refused connection has no fault, and the error says so', () => {
    const problem: Problem = { class: 'refused', outcome: 'fail', message: 'refused' };
    expect(() => faultOf(failing({ problem, exchange: undefined }))).toThrow(/class "refused"/);
  });
});

describe('a difference from the contract, as a drift of every answer', () => {
  const probe = { request: { path: '/v1/charges/{charge}' } };

  test('each class of difference by its place, the place in a list left out', () => {
    const assertions = [
      broken({ code: 'type-changed', where: "$['data'][0]['amount']" }),
      broken({ code: 'missing', where: "$['data'][0]['currency']" }),
      broken({ code: 'nullable', where: "$['data'][0]['note']" }),
    ];
    expect(driftOf(failing({ assertions }), probe)).toEqual({
      kind: 'schema-drift',
      options: {
        path: '/v1/charges',
        changes: [
          { change: 'retype', pointer: '/amount', to: 'string' },
          { change: 'remove', pointer: '/currency' },
          { change: 'set', pointer: '/note', value: null },
        ],
      },
    });
  });

  test.each([
    ["$['a\\nb']", '/a\nb'],
    ['$[\'say "hi"\']', '/say "hi"'],
    ["$['it\\'s']", "/it's"],
    ["$['back\\\\slash']", '/back\\slash'],
    ["$['\\u000b']", '/\u000b'],
    ["$['a/b~c']", '/a~1b~0c'],
  ])('a name with escapes keeps its characters: %s', (where, pointer) => {
    const assertions = [broken({ code: 'missing', where })];
    expect(driftOf(failing({ assertions }), probe)?.options.changes).toEqual([{ change: 'remove', pointer }]);
  });

  test.each([
    [
      'another promise broke too',
      [broken({ code: 'missing', where: "$['a']" }), broken({ assertion: 'status' })],
    ],
    ['the difference has no place in the body', [broken({ code: 'undeclared-status' })]],
    ['nothing broke', []],
  ])('none when %s', (_, assertions) => {
    expect(driftOf(failing({ assertions }), probe)).toBeUndefined();
  });
});
