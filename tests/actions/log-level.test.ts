import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { json, type Running, serveHttp } from '../support/servers.ts';
import { actionInput, actionKindOf } from './support.ts';
import { does, takesBack } from './ways.ts';

const operation = {
  logging: { path: '/logging' },
  level: 'debug',
  fields: ['upstream', 'status'],
  log: { path: '/log', query: { event: 'exchange' }, within: '600ms' },
};

let service: Running;
let logging: { level: string; fields: string[]; until: string | null };
let log: string[];
let puts: unknown[];
/** What a new entry has beside its event. */
let entry: (() => object) | undefined;
let refusal: number | undefined;
beforeEach(async () => {
  logging = { level: 'info', fields: [], until: null };
  log = ['{"event":"exchange","old":true,"upstream":"a","status":200}'];
  puts = [];
  entry = () => ({ upstream: 'lumenpay', status: 200 });
  refusal = undefined;
  service = await serveHttp(async (request, response) => {
    if (request.method === 'PUT') {
      let text = '';
      for await (const chunk of request) text += String(chunk);
      puts.push(JSON.parse(text));
      if (refusal) return json(refusal, {})(request, response);
      const { level, fields, untilSeconds } = JSON.parse(text);
      const until = untilSeconds === null ? null : new Date(Date.now() + untilSeconds * 1000).toISOString();
      logging = { level, fields, until };
      return json(200, logging)(request, response);
    }
    if (request.url === '/logging') return json(200, logging)(request, response);
    if (!request.url?.startsWith('/log?')) return json(404, {})(request, response);
    if (logging.level === 'debug' && entry)
      log.push(JSON.stringify({ event: 'exchange', at: log.length, ...entry() }));
    response.end(`${log.join('\n')}\n`);
  });
});
afterEach(() => service.close());

const input = (more: object = {}, before?: unknown) =>
  actionInput(
    'log-level',
    { ...operation, ...more },
    {
      ...{ baseUrl: service.url, expiresMs: 3_600_000, deadlineMs: 3_000, before },
    },
  );

test('it is switched on for as long as it is meant to be, and the fields are found in the log', async () => {
  const { plan, outcome } = await does('log-level', input());
  expect(plan.changes).toEqual([
    { path: '/level', from: 'info', to: 'debug' },
    { path: '/fields', from: [], to: ['upstream', 'status'] },
  ]);
  expect(puts).toEqual([{ level: 'debug', fields: ['upstream', 'status'], untilSeconds: 3600 }]);
  expect(outcome).toMatchObject({ status: 'done', assertions: [{ assertion: 'captured', outcome: 'pass' }] });
});

test.each([
  [
    'a field that never comes',
    () => ({ upstream: 'lumenpay' }),
    { code: 'missing', detail: expect.stringContaining('the nearest lacks status') },
  ],
  ['a field that is null', () => ({ upstream: 'lumenpay', status: null }), { code: 'missing' }],
  ['no new entry', undefined, { code: 'no-entry', detail: 'No new entry came within 600ms.' }],
])('%s fails it: it was switched on and is not verified', async (_, made, expected) => {
  entry = made;
  const { outcome } = await does('log-level', input());
  expect(outcome).toMatchObject({ status: 'done', assertions: [{ outcome: 'fail', ...expected }] });
});

test('a log that cannot be read stops it before anything is changed', async () => {
  const { outcome } = await does('log-level', input({ log: { path: '/missing', within: '600ms' } }));
  expect(outcome).toMatchObject({
    status: 'error',
    problem: { message: expect.stringContaining('answered 404, not 200.') },
  });
  expect(puts).toEqual([]);
});

test('a refusal says what is set now', async () => {
  refusal = 422;
  expect((await does('log-level', input())).outcome).toMatchObject({
    status: 'refused',
    state: 'Now /level is "info", /fields is [].',
  });
});

describe('the way back', () => {
  test('sets what was set before, with the time that it had left', async () => {
    logging = { level: 'debug', fields: ['status'], until: new Date(Date.now() + 60_000).toISOString() };
    const { plan } = await does('log-level', input());
    const { outcome } = await takesBack('log-level', input({}, plan.before));
    expect(outcome).toMatchObject({ status: 'done' });
    expect(puts[1]).toMatchObject({ level: 'debug', fields: ['status'] });
    const { untilSeconds } = puts[1] as { untilSeconds: number };
    expect(untilSeconds).toBeGreaterThan(50);
    expect(untilSeconds).toBeLessThanOrEqual(60);
  });

  test('has nothing to do when the service ended it by itself', async () => {
    const { plan } = await does('log-level', input());
    logging = { level: 'info', fields: [], until: null };
    expect((await takesBack('log-level', input({}, plan.before))).outcome).toMatchObject({ unchanged: true });
    expect(puts).toHaveLength(1);
  });

  test('leaves alone what someone else has set since', async () => {
    const { plan } = await does('log-level', input());
    logging = { ...logging, fields: ['requestBody'] };
    expect((await takesBack('log-level', input({}, plan.before))).plan.obstacle).toMatchObject({
      status: 'unmet',
      problem: { class: 'changed-meanwhile', message: expect.stringContaining('requestBody') },
    });
    expect(puts).toHaveLength(1);
  });
});

test.each([
  { ...operation, fields: [] },
  { ...operation, level: '' },
  { ...operation, log: undefined },
])('%j is refused when the playbook is read', (definition) => {
  expect(actionKindOf('log-level').schema.safeParse(definition).success).toBe(false);
});
