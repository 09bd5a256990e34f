import { describe, expect, test } from 'vitest';
import { parseExposition, type Sample } from '../../../runbook-runner/checks/assertions/exposition.ts';

const all = (text: string, type = 'text/plain; version=0.0.4') => parseExposition(text, type, () => true);
const plain = (samples: readonly Sample[]) =>
  samples.map(({ name, labels, value, atMs }) => [name, Object.fromEntries(labels), value, atMs]);

test('a page as Prometheus documents it', () => {
  const page = `# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\\\DIR\\\\FILE.TXT",error="Cannot find file:\\n\\"FILE.TXT\\""} 1.458255915e9
metric_without_timestamp_and_labels 12.47
something_weird{problem="division by zero",} +Inf -3982045
{"quoted.name", a="}"} NaN
rpc_seconds{quantile="0.01"}\t-Inf
`;
  const read = all(page);
  expect('samples' in read && plain(read.samples)).toEqual([
    ['http_requests_total', { method: 'post', code: '200' }, 1027, 1395066363000],
    ['http_requests_total', { method: 'post', code: '400' }, 3, 1395066363000],
    [
      'msdos_file_access_time_seconds',
      { path: 'C:\\DIR\\FILE.TXT', error: 'Cannot find file:\n"FILE.TXT"' },
      1458255915,
      undefined,
    ],
    ['metric_without_timestamp_and_labels', {}, 12.47, undefined],
    ['something_weird', { problem: 'division by zero' }, Number.POSITIVE_INFINITY, -3982045],
    ['quoted.name', { a: '}' }, Number.NaN, undefined],
    ['rpc_seconds', { quantile: '0.01' }, Number.NEGATIVE_INFINITY, undefined],
  ]);
});

test('OpenMetrics counts time in seconds, and may add exemplars and an end', () => {
  const page = 'foo_bucket{le="10"} 17 1395066363.5 # {trace_id="KOO5S4vxi0o"} 0.67\nfoo_total 3\r\n# EOF\n';
  const read = all(page, 'application/openmetrics-text; version=1.0.0');
  expect('samples' in read && plain(read.samples)).toEqual([
    ['foo_bucket', { le: '10' }, 17, 1395066363500],
    ['foo_total', {}, 3, undefined],
  ]);
});

test.each([
  ['without a last line end', 'a 1 1.5e9\n# EOF'],
  ['with one', 'a 1 1.5e9\n# EOF\n'],
])('OpenMetrics ends with its mark, %s', (_, page) => {
  const read = all(page, 'Application/OpenMetrics-Text; version=1.0.0');
  expect('samples' in read && plain(read.samples)).toEqual([['a', {}, 1, 1.5e12]]);
});

test('OpenMetrics that was cut between two lines is told', () => {
  const read = all('a 1\nb 2\n', 'application/openmetrics-text; version=1.0.0');
  expect(read).toEqual({ fault: 'The page ends before "# EOF".' });
});

test('a series that stands twice counts for neither', () => {
  const page = 'a{b="1",c="2"} 1\na{b="2",c="1"} 1\n';
  expect(all(page)).toHaveProperty('samples.length', 2);
  const twice = all(`${page}a{c="2",b="1"} 3\n`);
  expect(twice).toEqual({ fault: 'Line 3 tells the series of line 1 again: a{c="2",b="1"} 3' });
});

describe('a page that is none', () => {
  test.each([
    ['', 'The page is empty.'],
    ['a 1\nb 12', 'The page ends within a line.'],
    ['# only a comment\n', 'The page has no sample of any metric.'],
    ['<!doctype html>\n', 'Line 1 is no sample of a metric: <!doctype html>'],
    ['a 1\n{"error":"x"}\n', 'Line 2 is no sample of a metric: {"error":"x"}'],
    ['a\n', 'Line 1 is no sample of a metric: a'],
    ['a one\n', 'Line 1 is no sample of a metric: a one'],
    ['a 0x1f\n', 'Line 1 is no sample of a metric: a 0x1f'],
    ['a 1 2 3\n', 'Line 1 is no sample of a metric: a 1 2 3'],
    ['a{b="c} 1\n', 'Line 1 is no sample of a metric: a{b="c} 1'],
    ['a{b="c" 1\n', 'Line 1 is no sample of a metric: a{b="c" 1'],
    ['a{b=c} 1\n', 'Line 1 is no sample of a metric: a{b=c} 1'],
    ['a{b="1",b="2"} 1\n', 'Line 1 is no sample of a metric: a{b="1",b="2"} 1'],
    ['a} 1\n', 'Line 1 is no sample of a metric: a} 1'],
    ['9a 1\n', 'Line 1 is no sample of a metric: 9a 1'],
  ])('%j', (page, fault) => {
    expect(all(page)).toEqual({ fault });
  });
});

test('blanks may stand before the labels, as Prometheus reads them', () => {
  const read = all('a {b="1"} 2\n');
  expect('samples' in read && plain(read.samples)).toEqual([['a', { b: '1' }, 2, undefined]]);
});

test('a label may be called like what every object has', () => {
  const read = all('a{__proto__="x",constructor="y"} 1\n');
  expect('samples' in read && [...(read.samples[0]?.labels ?? [])]).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

test('a hostile line of 1 MB is read or refused at once', () => {
  const begin = performance.now();
  for (const line of [
    `a{${'b="\\"",'.repeat(150_000)}} 1`,
    `a${' '.repeat(1_000_000)}`,
    `a{b="${'\\'.repeat(1_000_000)}`,
  ]) {
    all(`${line}\n`);
  }
  expect(performance.now() - begin).toBeLessThan(1_500);
});
