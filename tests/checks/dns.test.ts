import type { Answer } from 'dns-packet';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { zone } from '../support/dns-server.ts';
import { ask, nameServers } from './dns-support.ts';
import { summary } from './support.ts';

const RECORDS: Answer[] = [
  { type: 'A', name: 'api.example', ttl: 300, data: '203.0.113.10' },
  { type: 'A', name: 'api.example', ttl: 300, data: '203.0.113.11' },
  { type: 'AAAA', name: 'api.example', ttl: 60, data: '2001:db8::10' },
  { type: 'CNAME', name: 'www.example', ttl: 30, data: 'edge.cdn.example' },
  { type: 'CNAME', name: 'edge.cdn.example', ttl: 600, data: 'api.example' },
  { type: 'CNAME', name: 'gone.example', ttl: 30, data: 'nowhere.cdn.example' },
  { type: 'CNAME', name: 'a.loop.example', ttl: 30, data: 'b.loop.example' },
  { type: 'CNAME', name: 'b.loop.example', ttl: 30, data: 'a.loop.example' },
  { type: 'TXT', name: 'api.example', ttl: 300, data: ['v=spf1 ', '-all'] },
  { type: 'MX', name: 'api.example', ttl: 300, data: { preference: 10, exchange: 'Mail.Example' } },
  { type: 'NS', name: 'api.example', ttl: 300, data: 'ns1.example' },
  {
    type: 'SRV',
    name: '_pay._tcp.example',
    ttl: 9,
    data: { priority: 1, weight: 2, port: 443, target: 'api.example' },
  },
  { type: 'CAA', name: 'example', ttl: 300, data: { flags: 0, tag: 'issue', value: 'authority.example' } },
];

const serve = nameServers();

const serveZone = (change: (records: Answer[]) => Answer[] = (same) => same) =>
  serve({ answer: zone(change(RECORDS)) });

const CASES: readonly [string, object, string[]][] = [
  ['api.example', { A: {} }, ['records pass']],
  ['API.Example', { A: { equals: ['203.0.113.11', '203.0.113.10'] } }, ['records pass', 'records pass']],
  ['api.example', { A: { equals: ['203.0.113.10'] } }, ['records pass', 'records fail extra']],
  ['api.example', { A: { contains: ['203.0.113.99'] } }, ['records pass', 'records fail missing']],
  ['api.example', { A: { matches: '^203\\.' } }, ['records pass', 'records pass']],
  ['api.example', { A: { matches: '10$' } }, ['records pass', 'records fail no-match']],
  ['api.example', { A: { count: { min: 3 } } }, ['records pass', 'records fail too-few']],
  ['api.example', { A: { count: { max: 1 } } }, ['records pass', 'records fail too-many']],
  ['api.example', { A: { ttl: { min: '10m' } } }, ['records pass', 'records fail ttl-low']],
  ['api.example', { A: { ttl: { min: '1m', max: '2m' } } }, ['records pass', 'records fail ttl-high']],
  ['api.example', { A: { absent: true } }, ['records fail extra']],
  ['api.example', { CNAME: { absent: true } }, ['records pass']],
  ['api.example', { SRV: {} }, ['records fail no-data']],
  ['api.example', { AAAA: { equals: ['2001:0DB8:0:0::10'] } }, ['records pass', 'records pass']],
  ['api.example', { TXT: { equals: ['v=spf1 -all'] } }, ['records pass', 'records pass']],
  ['api.example', { MX: { equals: ['10 mail.example.'] } }, ['records pass', 'records pass']],
  ['api.example', { NS: { contains: ['NS1.example'] } }, ['records pass', 'records pass']],
  ['_pay._tcp.example', { SRV: { equals: ['1 2 443 api.example'] } }, ['records pass', 'records pass']],
  ['other.example', { A: {} }, ['records fail nxdomain']],
  ['www.example', { CNAME: { equals: ['edge.cdn.example'] } }, ['records pass', 'records pass']],
  ['www.example', { A: { chain: ['edge.cdn.example', 'api.example'] } }, ['records pass', 'records pass']],
  ['www.example', { A: { chain: ['api.example'] } }, ['records pass', 'records fail other-chain']],
  ['www.example', { A: { ttl: { min: '1m' } } }, ['records pass', 'records fail ttl-low']],
  ['gone.example', { A: {} }, ['records fail no-data']],
  ['a.loop.example', { A: {} }, ['records fail cname-loop']],
  ['api.example', { issuers: ['authority.example'] }, ['caa pass']],
  ['api.example', { issuers: ['other.example'] }, ['caa fail other-issuer']],
  ['api.example', { CAA: { contains: ['0 issue "authority.example"'] } }, ['records pass', 'records pass']],
  ['api.test', { issuers: ['authority.example'] }, ['caa fail caa-missing']],
];

test.each(CASES)('%s %j', async (name, expected, seen) => {
  const ran = await ask([await serveZone()], name, expected);
  expect(summary(ran)).toEqual(['reachable pass', ...seen]);
  expect(verdictOf(ran)).toBe(seen.some((one) => one.includes('fail')) ? 'fail' : 'pass');
});

const caa = (tag: string, value: string): Answer =>
  ({ type: 'CAA', name: 'api.example', ttl: 300, data: { flags: 0, tag, value } }) as Answer;

test.each([
  [[caa('issuewild', 'authority.example')], 'caa fail caa-missing'],
  [[caa('iodef', 'mailto:desk@example')], 'caa fail caa-missing'],
  [[caa('issue', 'authority.example'), caa('issuewild', ';')], 'caa pass'],
  [[caa('issue', 'authority.example'), caa('issuewild', 'other.example')], 'caa fail other-issuer'],
  [[caa('issue', 'authority.example'), caa('ISSUE', 'other.example')], 'caa fail other-issuer'],
  [[caa('issue', ';')], 'caa pass'],
] as const)('issuers by %j', async (records, seen) => {
  const ran = await ask([await serve({ answer: zone(records) })], 'api.example', {
    issuers: ['authority.example'],
  });
  expect(summary(ran)).toEqual(['reachable pass', seen]);
});

test('a count and a time to live are seen as such, in the words of what was expected', async () => {
  const { assertions } = await ask([await serveZone()], 'api.example', {
    A: { count: { min: 3 }, ttl: { min: '10m' } },
  });
  expect(assertions.slice(2)).toMatchObject([
    { expected: 'at least 3', actual: 2, detail: expect.stringMatching(/: There are 2\.$/) },
    { expected: 'at least 10m', actual: '300s' },
  ]);
});

test('a time to live with its highest bit set is none at all (RFC 2181 §8)', async () => {
  const server = await serveZone((records) => records.map((one) => ({ ...one, ttl: 2 ** 31 }) as Answer));
  const ran = await ask([server], 'www.example', { A: { ttl: { min: '1s' } } });
  expect(summary(ran)).toEqual(['reachable pass', 'records pass', 'records fail ttl-low']);
  expect(ran.records?.map(({ ttlSeconds }) => ttlSeconds)).toEqual([0, 0, 0, 0]);
});

test('the records are shown with their resolver and their time to live', async () => {
  const server = await serveZone();
  const { records } = await ask([server], 'www.example', { A: {} });
  expect(records).toEqual([
    { resolver: server.address, type: 'CNAME', value: 'www.example → edge.cdn.example', ttlSeconds: 30 },
    { resolver: server.address, type: 'CNAME', value: 'edge.cdn.example → api.example', ttlSeconds: 600 },
    { resolver: server.address, type: 'A', value: '203.0.113.10', ttlSeconds: 300 },
    { resolver: server.address, type: 'A', value: '203.0.113.11', ttlSeconds: 300 },
  ]);
});

describe('several resolvers', () => {
  test('that agree, but for times to live and order', async () => {
    const other = await serveZone(
      (records) => records.toReversed().map((one) => ({ ...one, ttl: 7 })) as Answer[],
    );
    const ran = await ask([await serveZone(), other], 'api.example', { A: {} });
    expect(summary(ran)).toEqual(['reachable pass', 'reachable pass', 'records pass', 'agreement pass']);
  });

  test('of which one is old: it is named, and its answer is held to the promise too', async () => {
    const old = await serveZone((records) => records.slice(1));
    const ran = await ask([await serveZone(), old], 'api.example', { A: { contains: ['203.0.113.10'] } });
    expect(summary(ran).slice(2)).toEqual([
      'records pass',
      'records fail missing',
      'agreement fail disagreement',
    ]);
    expect(ran.assertions[3]?.detail).toBe(`${old.address}: 203.0.113.10 is missing.`);
    const may = await ask([await serveZone(), old], 'api.example', { A: {}, agreement: false });
    expect(verdictOf(may)).toBe('pass');
  });

  test('of which one hangs: it alone is unreachable', async () => {
    const hung = await serve({ answer: () => undefined });
    const started = performance.now();
    const ran = await ask([await serveZone(), hung], 'api.example', { A: {} });
    expect(summary(ran)).toEqual(['reachable pass', 'reachable fail timeout', 'records pass']);
    expect(ran.problem).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(1200);
  });
});
