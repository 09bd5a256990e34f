import { describe, expect, test } from 'vitest';
import { foundLines } from '../../runbook-runner/ports/found.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { json, serveHttp } from '../support/servers.ts';
import { BAD_DOCUMENTS } from './bad-documents.ts';
import { kept, NOW, pages, scraped } from './metric-support.ts';
import { kindOf, runCheck, summary } from './support.ts';

const PAGE = `requests_total{purpose="data",status="200"} 98
requests_total{purpose="data",status="500"} 1
requests_total{purpose="data",status="none"} 1
requests_total{purpose="token",status="200"} 5
queue 7
empty_ratio NaN
`;
const of = (labels: object, aggregate = 'sum') => ({ metric: 'requests_total', labels, aggregate });

describe('a scraped value', () => {
  const values = [
    ['one series', { metric: 'queue' }, 7],
    ['the sum of those that fit', of({ purpose: 'data' }), 100],
    ['by an expression for the whole value', of({ status: { matches: '5..|none' } }), 2],
    ['an expression does not match a part', of({ status: { matches: '0' } }), null],
    ['without a value', of({ purpose: { not: 'data' } }), 5],
    ['the largest', of({}, 'max'), 98],
    ['the smallest', of({}, 'min'), 1],
    ['the mean', of({ purpose: 'data' }, 'avg'), 100 / 3],
    ['by a label that is absent', { metric: 'queue', labels: { nothing: '' } }, 7],
  ] as const;

  test.each(values)('%s', async (_, value, expected) => {
    const { actual } = await scraped({ value }, { atMost: 1000, absent: 'fail' }, PAGE);
    expect(actual).toEqual(expected);
  });

  test.each([
    [{ atMost: 7 }, 'pass', undefined],
    [{ atMost: 6.9 }, 'fail', 'over-target'],
    [{ atLeast: 7 }, 'pass', undefined],
    [{ atLeast: 8 }, 'fail', 'under-target'],
  ])('7 against %j: %s', async (expected, verdict, code) => {
    expect(await scraped({ value: { metric: 'queue' } }, expected, PAGE)).toMatchObject({ verdict, code });
  });

  test('several series where one is expected are an error', async () => {
    const { verdict, detail } = await scraped({ value: of({}, 'only') }, { atMost: 1 }, PAGE);
    expect(verdict).toBe('error');
    expect(detail).toBe('4 series fit. Narrow the labels, or declare how they are aggregated.');
  });

  test('a ratio', async () => {
    const scrape = { value: of({ status: { matches: '5..|none' } }), dividedBy: of({ purpose: 'data' }) };
    const { verdict, outcome } = await scraped(scrape, { atMost: 0.02 }, PAGE);
    expect(verdict).toBe('pass');
    expect(outcome.metric).toEqual({
      name: 'sum(requests_total{status=~"5..|none"}) / sum(requests_total{purpose="data"})',
      ...{ value: 0.02, text: '0.02', at: NOW.toISOString(), series: 5 },
    });
    expect((await scraped(scrape, { atMost: 0.019 }, PAGE)).code).toBe('over-target');
    // The expression is the name of the value; a promise that repeated it would be a wall on a phone.
    expect(outcome.assertions.at(-1)?.title).toBe('the value is at most 0.02');
  });

  test('infinity is more than anything, and no number that JSON knows', async () => {
    const { verdict, actual, outcome } = await scraped(
      { value: { metric: 'a' } },
      { atMost: 1e9 },
      'a +Inf\n',
    );
    expect([verdict, actual, outcome.metric?.value, outcome.metric?.text]).toEqual([
      'fail',
      '+Inf',
      null,
      '+Inf',
    ]);
  });
});

describe('nothing to compare', () => {
  const missing = { value: { metric: 'unheard' } };
  const nan = { value: { metric: 'empty_ratio' } };
  test.each([
    ['no series', missing, 'error', 'error'],
    ['no series', missing, 'fail', 'fail'],
    ['no series', missing, 'zero', 'pass'],
    ['NaN', nan, 'error', 'error'],
    ['NaN', nan, 'fail', 'fail'],
    ['NaN', nan, 'zero', 'pass'],
    [
      'a ratio over nothing',
      { value: { metric: 'queue' }, dividedBy: { metric: 'unheard' } },
      'error',
      'error',
    ],
    [
      'a ratio over nothing',
      { value: { metric: 'queue' }, dividedBy: { metric: 'unheard' } },
      'fail',
      'fail',
    ],
  ])('%s (%j), declared as %s, is %s', async (_, scrape, absent, verdict) => {
    expect((await scraped(scrape, { atMost: 1, absent }, PAGE)).verdict).toBe(verdict);
  });

  test('0 / 0 passes where nothing counts as 0, and is not left standing as a bare NaN', async () => {
    const { outcome } = await scraped(nan, { atMost: 1, absent: 'zero' }, PAGE);
    expect(foundLines(outcome)[0]).toMatch(/= NaN \(nothing was counted\), of 1 series/);
  });

  test('0 is below a floor', async () => {
    expect((await scraped(missing, { atLeast: 1, absent: 'zero' }, PAGE)).verdict).toBe('fail');
  });
});

describe('the increase between two scrapes', () => {
  const rate = {
    value: { metric: 'bad_total', aggregate: 'sum' },
    dividedBy: { metric: 'all_total' },
    increaseOver: '100ms',
  };
  test.each([
    ['old errors do not count', 'bad_total 500\nall_total 1000\n', 'bad_total 501\nall_total 1100\n', 0.01],
    ['a counter that is new began at 0', 'all_total 0\n', 'bad_total 5\nall_total 10\n', 0.5],
    [
      'a counter that fell was started anew',
      'bad_total 9\nall_total 90\n',
      'bad_total 1\nall_total 4\n',
      0.25,
    ],
    ['no traffic is no number', 'bad_total 9\nall_total 9\n', 'bad_total 9\nall_total 9\n', 'NaN'],
  ])('%s', async (_, before, after, actual) => {
    const result = await scraped(rate, { atMost: 1, absent: 'fail' }, before, after);
    expect(result.actual).toBe(actual);
  });

  test('a deadline that leaves no time for the second is an error at once', async () => {
    const server = await pages('a 1\n');
    const definition = {
      from: { scrape: { value: { metric: 'a' }, increaseOver: '5s' } },
      expect: { atMost: 1 },
    };
    const outcome = await runCheck('metric', definition, server.url, { deadlineMs: 1000 });
    expect(verdictOf(outcome)).toBe('error');
    expect(outcome.assertions[0]?.detail).toMatch(/no time for a second scrape after 5s/);
  });
});

describe('how old a value is', () => {
  const at = (seconds: number) => `a 1 ${NOW.getTime() - seconds * 1000}\n`;
  test.each([
    ['fresh', at(30), 'pass'],
    ['without a time it is of now', 'a 1\n', 'pass'],
    ['stale', at(300), 'fail'],
    ['a little ahead', at(-30), 'pass'],
    ['far ahead: one of the clocks is wrong', at(-300), 'error'],
  ])('%s', async (_, page, verdict) => {
    expect((await scraped({ value: { metric: 'a' } }, { atMost: 1, maxAge: '1m' }, page)).verdict).toBe(
      verdict,
    );
  });
});

describe('Prometheus', () => {
  const ask = async (
    answer: unknown,
    more: object = {},
    expected: object = { atMost: 0.02 },
    status = 200,
  ) => {
    let asked = '';
    const server = await kept(
      serveHttp((request, response) => {
        asked = request.url ?? '';
        json(status, answer)(request, response);
      }),
    );
    const query = 'sum(rate(errors{job="a b"}[5m])) / 2 & more';
    const definition = { from: { prometheus: { query, ...more } }, expect: expected };
    const outcome = await runCheck('metric', definition, server.url, { now: NOW });
    return {
      verdict: verdictOf(outcome),
      outcome,
      query: new URL(asked, server.url).searchParams.get('query'),
      declared: query,
    };
  };
  const seconds = NOW.getTime() / 1000;
  const vector = (...values: string[]) => ({
    status: 'success',
    data: { resultType: 'vector', result: values.map((value) => ({ metric: {}, value: [seconds, value] })) },
  });

  test('the query arrives as it was written', async () => {
    const { query, declared, verdict, outcome } = await ask(vector('0.01'));
    expect(query).toBe(declared);
    expect(verdict).toBe('pass');
    expect(outcome.metric).toMatchObject({ value: 0.01, series: 1, at: NOW.toISOString() });
  });

  test('a scalar, several series, none, and NaN', async () => {
    const scalar = { status: 'success', data: { resultType: 'scalar', result: [seconds, '0.5'] } };
    expect((await ask(scalar)).verdict).toBe('fail');
    expect((await ask(vector('0.01', '0.5'))).verdict).toBe('error');
    expect((await ask(vector('0.01', '0.5'), { aggregate: 'max' })).verdict).toBe('fail');
    expect((await ask(vector('0.01', '0.5'), { aggregate: 'min' })).verdict).toBe('pass');
    expect((await ask(vector())).verdict).toBe('error');
    expect((await ask(vector(), {}, { atMost: 1, absent: 'fail' })).verdict).toBe('fail');
    expect((await ask(vector('NaN'))).verdict).toBe('error');
  });

  test('a value beside a warning is an error that shows it: a part of the data may be missing', async () => {
    const warnings = ['No StoreAPIs matched', 'x'.repeat(300)];
    const { verdict, outcome } = await ask({ ...vector('0.01'), warnings });
    expect(verdict).toBe('error');
    expect(outcome.assertions[0]?.detail).toMatch(
      /^It warns, and the value may leave out a part of the data: No StoreAPIs matched; x{100,200}$/,
    );
    const calm = { ...vector('0.01'), warnings: [], infos: ['metric might not be a counter'] };
    expect((await ask(calm)).verdict).toBe('pass');
    expect((await ask({ ...vector('0.01'), warnings: null })).verdict).toBe('pass');
  });

  test('an answer of a part of the data, as a cluster marks it, is an error', async () => {
    const { verdict, outcome } = await ask({ ...vector('0.01'), isPartial: true });
    expect(verdict).toBe('error');
    expect(outcome.assertions[0]?.detail).toBe(
      'It warns, and the value may leave out a part of the data: "isPartial" is true.',
    );
    expect((await ask({ ...vector('0.01'), isPartial: false })).verdict).toBe('pass');
  });

  test('a query that is refused is told in the words of Prometheus', async () => {
    const refused = { status: 'error', errorType: 'bad_data', error: '1:3: parse error: unexpected "}"' };
    const { outcome } = await ask(refused, {}, { atMost: 1 }, 400);
    expect(outcome.assertions[0]?.detail).toBe(
      'The answer has the status 400, not 200. It says: 1:3: parse error: unexpected "}"',
    );
  });

  test.each([
    [200, { status: 'error', error: 'bad' }],
    [400, { status: 'error', errorType: 'bad_data', error: 'parse error' }],
    [200, { status: 'success', data: { resultType: 'matrix', result: [] } }],
    [200, { status: 'success', data: { resultType: 'vector', result: [{ value: ['x', '1'] }] } }],
    [200, { status: 'success', data: { resultType: 'vector', result: [{ value: [1, 'one'] }] } }],
    [200, []],
  ])('%i %j is an error', async (status, answer) => {
    expect((await ask(answer, {}, { atMost: 1, absent: 'fail' }, status)).verdict).toBe('error');
  });
});

describe('a page that cannot be read is an error, whatever "absent" says', () => {
  const definition = { from: { scrape: { value: { metric: 'a' } } }, expect: { atMost: 1, absent: 'fail' } };
  test.each(BAD_DOCUMENTS.map((one) => [one.name, one] as const))('%s', async (_, { serve }) => {
    const server = await kept(serve());
    const outcome = await runCheck('metric', definition, server.url, { deadlineMs: 700 });
    expect(verdictOf(outcome)).toBe('error');
    expect(summary(outcome)).toEqual(['document error']);
  });
});

test.each([
  [{ expect: {} }, 'a threshold needs'],
  [{ expect: { atLeast: 5, atMost: 3 } }, 'the least is more than the most'],
  [
    { from: { scrape: { value: { metric: 'a', labels: { b: { matches: '(?=x)' } } } } } },
    'is not an RE2 expression',
  ],
  [{ from: { scrape: { value: { metric: 'a b' } } } }, 'a metric name has letters'],
  [{ from: { scrape: { value: { metric: 'a' }, increaseOver: '2h' } } }, 'from 100ms to 60s'],
])('the definition with %j is refused', (change, message) => {
  const definition = { from: { scrape: { value: { metric: 'a' } } }, expect: { atMost: 1 }, ...change };
  const parsed = kindOf('metric').schema.safeParse(definition);
  expect(parsed.error?.message).toContain(message);
});
