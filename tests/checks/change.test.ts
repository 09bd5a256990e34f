import { describe, expect, test } from 'vitest';
import { foundLines } from '../../runbook-runner/ports/found.ts';
import type { Commit } from '../../runbook-runner/ports/git.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { closedAfterEach, json, serveHttp } from '../support/servers.ts';
import { BAD_DOCUMENTS } from './bad-documents.ts';
import { kindOf, runCheck, summary } from './support.ts';

const kept = closedAfterEach();
const NOW = new Date('2026-11-27T03:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const records = {
  ...{ name: 'configuration', path: '/revisions', items: '$.data' },
  ...{ time: '$.at', title: '$.change', author: "$['by']" },
};

async function look(document: unknown, more: object = {}, commits?: readonly Commit[]) {
  const server = await kept(serveHttp(json(200, document)));
  const definition = { window: '2h', sources: [{ records }], ...more };
  const asked: object[] = [];
  const git = {
    changes: async (of: object) => {
      asked.push(of);
      return commits;
    },
  };
  const outcome = await runCheck('change', definition, server.url, { now: NOW, git });
  return { verdict: verdictOf(outcome), outcome, items: outcome.changes?.items ?? [], asked };
}

const two = {
  data: [
    { at: ago(90), change: 'throttle on' },
    { at: ago(10), change: 'fallback cached', by: 'Ada' },
  ],
};

describe('what changed', () => {
  test('newest first, with time and who; without an expectation it passes and shows', async () => {
    const { verdict, outcome, items } = await look(two);
    expect(verdict).toBe('pass');
    expect(items).toEqual([
      { at: ago(10), source: 'configuration', title: 'fallback cached', author: 'Ada' },
      { at: ago(90), source: 'configuration', title: 'throttle on' },
    ]);
    expect(foundLines(outcome)).toEqual([
      '2026-11-27 02:50:00Z  fallback cached (configuration, Ada)',
      '2026-11-27 01:30:00Z  throttle on (configuration)',
    ]);
  });

  test('commits and records in one list', async () => {
    const commit = {
      commit: 'c0ffee00'.repeat(5),
      at: '2026-11-27T03:30:00+01:00',
      author: 'Zoë',
      title: 'Raise a limit',
    };
    const sources = [{ git: { paths: ['src/content'] } }, { records }];
    const { items, outcome, asked } = await look(two, { sources }, [commit]);
    expect(items.map((one) => one.title)).toEqual(['fallback cached', 'Raise a limit', 'throttle on']);
    expect(asked).toEqual([{ since: new Date(ago(120)), paths: ['src/content'], limit: 500 }]);
    expect(foundLines(outcome)[1]).toBe('2026-11-27 03:30:00+01:00  Raise a limit (commit c0ffee00, Zoë)');
  });

  test.each(['$.data', '$.data[*]', '$.data[?@.at]', "$['data'][0,1]"])(
    'records at %s: each of them counts',
    async (items) => {
      const sources = [{ records: { ...records, items } }];
      const { verdict, outcome } = await look(two, { sources, expect: { atMost: 1 } });
      expect(outcome.changes?.total).toBe(2);
      expect(verdict).toBe('fail');
    },
  );

  test('what is older than the window is not there', async () => {
    const { items, outcome } = await look({ data: [{ at: ago(121), change: 'long ago' }] });
    expect(items).toEqual([]);
    expect(foundLines(outcome)).toEqual(['Nothing changed since 2026-11-27 01:00:00Z.']);
  });

  test.each([
    [2, 'pass', undefined],
    [1, 'fail', 'changed'],
    [0, 'fail', 'changed'],
  ])('two changes against at most %i: %s', async (atMost, verdict, code) => {
    const result = await look(two, { expect: { atMost } });
    expect(result.verdict).toBe(verdict);
    expect(result.outcome.assertions.at(-1)?.code).toBe(code);
  });

  test('one record, and a time in seconds or milliseconds', async () => {
    const source = { records: { name: 'deploy', path: '/version', time: '$.deployed', title: '$.version' } };
    for (const deployed of [NOW.getTime() / 1000 - 60, NOW.getTime() - 60_000]) {
      const { items } = await look({ version: '1.2.3', deployed }, { sources: [source] });
      expect(items).toEqual([{ at: ago(1), source: 'deploy', title: '1.2.3' }]);
    }
  });

  test('no more than 50 are kept, and long titles are cut', async () => {
    const data = Array.from({ length: 70 }, (_, index) => ({ at: ago(index), change: 'x'.repeat(5000) }));
    const { outcome, items } = await look({ data });
    expect([outcome.changes?.total, items.length, items[0]?.title.length]).toEqual([70, 50, 201]);
    expect(foundLines(outcome).at(-1)).toBe('And 20 more.');
  });
});

test('what is planned has not changed; a clock that is a little ahead is no plan', async () => {
  const data = [
    { at: ago(-60 * 24), change: 'planned' },
    { at: ago(-4), change: 'just now' },
  ];
  const { items } = await look({ data });
  expect(items.map(({ title }) => title)).toEqual(['just now']);
});

describe('what cannot be told is an error, never "nothing changed"', () => {
  const cases: [string, unknown][] = [
    ['the list is elsewhere', { revisions: [] }],
    ['the list is a text', { data: 'none' }],
    ['a record without a time', { data: [{ change: 'x' }] }],
    ['a time that is none', { data: [{ at: 'yesterday', change: 'x' }] }],
    ['a date without a time of day', { data: [{ at: '2026-11-27', change: 'x' }] }],
    ['a number beyond all times', { data: [{ at: 1e300, change: 'x' }] }],
    ['a record that is none', { data: [null] }],
  ];
  test.each(cases)('%s', async (_, document) => {
    const { verdict, outcome } = await look(document, { expect: { atMost: 0 } });
    expect(verdict).toBe('error');
    expect(foundLines(outcome)).toEqual([]);
  });

  test('an empty list is no error', async () => {
    expect((await look({ data: [] }, { expect: { atMost: 0 } })).verdict).toBe('pass');
  });

  test('git cannot tell; what another source tells is shown all the same', async () => {
    const { verdict, items, outcome } = await look(two, {
      sources: [{ git: { paths: ['.'] } }, { records }],
    });
    expect(verdict).toBe('error');
    expect(items).toHaveLength(2);
    expect(summary(outcome)).toEqual(['document error', 'document pass', 'changes pass']);
  });

  test.each(BAD_DOCUMENTS.map((one) => [one.name, one] as const))('%s', async (_, { serve }) => {
    const server = await kept(serve());
    const definition = { window: '2h', sources: [{ records }], expect: { atMost: 0 } };
    const outcome = await runCheck('change', definition, server.url, { deadlineMs: 700 });
    expect(verdictOf(outcome)).toBe('error');
  });
});

test.each(['/etc/passwd', '../other', 'a/../../b', ''])('the path %j is refused', (path) => {
  const definition = { window: '2h', sources: [{ git: { paths: [path] } }] };
  expect(kindOf('change').schema.safeParse(definition).success).toBe(false);
});
