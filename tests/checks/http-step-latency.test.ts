import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { closedAfterEach, json, serveHttp } from '../support/servers.ts';
import { kindOf, runCheck } from './support.ts';

const keep = closedAfterEach();

/** Answers `/slow` after 80 ms, everything else at once. */
const upstream = () =>
  keep(
    serveHttp(async (request, response) => {
      if (request.url === '/slow') await pause(80);
      json(200, {})(request, response);
    }),
  );
const step = (name: string, path: string, latency?: string, more: object = {}) => ({
  name,
  request: { path, ...more },
  expect: latency === undefined ? {} : { latency },
});
const schema = kindOf('http').schema;
const refused = (definition: object) =>
  schema.safeParse(definition).error?.issues.map(({ message }) => message);

describe('a time for a step', () => {
  test('is held to the answer of that step alone', async () => {
    const { url } = await upstream();
    const steps = [step('slow', '/slow', '40ms'), step('quick', '/')];
    const ran = await runCheck('http', { steps }, url);
    expect(verdictOf(ran)).toBe('fail');
    const late = ran.assertions.filter(({ outcome }) => outcome === 'fail');
    expect(late).toMatchObject([
      {
        ...{ assertion: 'latency', code: 'over-target', step: 'slow', expected: '40ms' },
        ...{ title: 'the answer takes at most 40ms', actual: expect.stringMatching(/^\d+(\.\d)?ms$/) },
      },
    ]);
    expect(Number.parseFloat(String(late[0]?.actual))).toBeGreaterThanOrEqual(75);
    expect(ran.steps?.map(({ outcome }) => outcome)).toEqual(['fail', 'skipped']);
  });

  test('that is long enough is kept', async () => {
    const { url } = await upstream();
    const ran = await runCheck('http', { steps: [step('slow', '/slow', '5s'), step('quick', '/')] }, url);
    expect(verdictOf(ran)).toBe('pass');
    expect(ran.assertions.filter(({ assertion }) => assertion === 'latency')).toHaveLength(1);
  });
});

describe('a time for the sequence', () => {
  const twoSlow = [step('one', '/slow'), step('two', '/slow')];
  test.each([
    ['120ms', 'fail'],
    ['10s', 'pass'],
  ])('of %s: %s', async (latency, verdict) => {
    const { url } = await upstream();
    const ran = await runCheck('http', { steps: twoSlow, expect: { latency } }, url);
    expect(verdictOf(ran)).toBe(verdict);
    const told = ran.assertions.filter(({ assertion }) => assertion === 'latency');
    expect(told).toMatchObject([{ outcome: verdict, title: `the sequence takes at most ${latency}` }]);
    expect(told[0]?.step).toBeUndefined();
  });

  test('is not looked at when a step broke before', async () => {
    const { url } = await upstream();
    const steps = [{ ...step('one', '/slow'), expect: { status: 404 } }, step('two', '/')];
    const ran = await runCheck('http', { steps, expect: { latency: '1ms' } }, url);
    expect(ran.assertions.some(({ assertion }) => assertion === 'latency')).toBe(false);
  });

  test('both are said in words', () => {
    const steps = [step('one', '/', '300ms'), step('two', '/')];
    const definition = schema.parse({ steps, expect: { latency: '1s' } });
    expect(kindOf('http').describe(definition).promises).toEqual(
      expect.arrayContaining(['one: the answer takes at most 300 ms', 'the sequence takes at most 1 s']),
    );
    expect(kindOf('http').assertions?.(definition)).toContain('latency');
  });
});

describe('a connection', () => {
  test.each([
    [undefined, true],
    ['reuse', true],
    ['fresh', false],
  ])('%s: reused %s, and the result says so', async (connection, reused) => {
    const { url } = await upstream();
    const steps = [step('one', '/'), step('two', '/', undefined, { connection })];
    const ran = await runCheck('http', { steps }, url);
    expect(ran.steps?.map(({ phases }) => phases?.reused)).toEqual([false, reused]);
  });

  test('has one place to be declared', () => {
    const latency = { p95: '1s' };
    const request = { path: '/', connection: 'fresh' };
    expect(refused({ request })).toBeUndefined();
    expect(refused({ request, expect: { latency } })).toBeDefined();
    expect(refused({ request: { path: '/', connection: 'kept' } })).toBeDefined();
  });
});
