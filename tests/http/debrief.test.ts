import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from './support/server.ts';
import { stubRunner } from './support/stub-runner.ts';

/** An answer to a question of the form. */
const told = (answer: string) => [{ question: 'What was late?', answer }];

const kept: unknown[] = [];
const recorded: unknown[] = [];
const aTold = { run: 'r', status: 'pass', played: '2026-11-27', people: '', actor: 'A', followUps: [] };
const TASK = { title: 'Shorten step 2', owner: 'integrations', due: '2026-12-11' };
let server: TestServer;
beforeAll(async () => {
  const keep = async (run: string, answered: object, teller: { actor: string }) => {
    kept.push([run, answered, teller]);
    const { actor } = teller;
    return { run, drill: 'd', actor, at: '2026-11-27T12:00:00.000Z', answers: [], followUps: [] };
  };
  const record = async (drill: string, told: unknown, person: unknown) => {
    recorded.push([drill, told, person]);
    return { ...aTold, drill } as never;
  };
  const tabletop = { criteria: async () => ['?'], record };
  const runner = {
    ...stubRunner(),
    tabletop,
    debrief: { questions: async () => ['?'], keep, of: async () => [] },
  };
  server = await testServer({ runner: { ...runner, followUps: async () => [] } });
});
afterAll(() => server.close());

const KEY = { 'idempotency-key': 'one-intent' };
const SEALED = { page: 'drills/lost-hour', seal: `sha256-${'a'.repeat(43)}` };
const post = (path: string, body: unknown, headers: Record<string, string> = KEY) =>
  server.ask('POST', path, body, headers);

test('answers are kept in the name of who is paired', async () => {
  const answer = await post('/api/drill-runs/run_1/debrief', { answers: told('late'), followUps: [TASK] });
  expect(answer.status).toBe(200);
  const answered = { answers: told('late'), followUps: [TASK] };
  const teller = { actor: expect.any(String), idempotencyKey: 'one-intent' };
  expect(kept).toEqual([['run_1', answered, teller]]);
  const left = await server.ask('GET', '/api/drills/some-live/left');
  expect(await left.json()).toEqual({ debriefs: [], followUps: [] });
});

test.each([
  ['an answer that is too long', { answers: told('x'.repeat(2_001)) }, 422],
  ['a follow-up without a day', { answers: told(''), followUps: [{ ...TASK, due: 'soon' }] }, 422],
  ['a follow-up that says nothing', { answers: told(''), followUps: [{ ...TASK, title: '' }] }, 422],
  ['more follow-ups than are taken', { answers: told(''), followUps: Array(21).fill(TASK) }, 422],
  [
    'a follow-up that is closed by hand',
    { answers: told(''), followUps: [{ ...TASK, status: 'done' }] },
    422,
  ],
  ['more answers than any form has', { answers: Array(51).fill(told('')[0]) }, 422],
  ['answers without their questions', { answers: [''] }, 422],
  ['a question of the page', { answers: told(''), questions: ['mine'] }, 422],
  ['a body that is too large', { answers: told('x'.repeat(400_000)) }, 413],
])('%s: refused, and nothing is kept', async (_name, body, status) => {
  const before = kept.length;
  expect((await post('/api/drill-runs/run_1/debrief', body)).status).toBe(status);
  expect(kept).toHaveLength(before);
});

test('without a token, nothing is kept', async () => {
  const before = kept.length;
  const answer = await fetch(`${server.url}/api/drill-runs/run_1/debrief`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin, 'x-playbook-client': '1' },
    body: JSON.stringify({ answers: told('') }),
  });
  expect(answer.status).toBe(401);
  expect(kept).toHaveLength(before);
});

test('a tabletop exercise is recorded in the name of who is paired', async () => {
  const ask = (body: object) => post('/api/drills/lost-hour/exercises', { ...SEALED, ...body });
  const answer = await ask({ met: [true, false], played: '2026-11-26', people: 'Ada' });
  expect(await answer.json()).toEqual({ ...aTold, drill: 'lost-hour' });
  const said = { met: [true, false], played: '2026-11-26', people: 'Ada' };
  const page = { id: SEALED.page, seal: SEALED.seal };
  const teller = { actor: expect.any(String), page, idempotencyKey: 'one-intent' };
  expect(recorded).toEqual([['lost-hour', said, teller]]);
  for (const bad of [{}, { met: ['yes'] }, { met: [true], played: 'today' }, { met: [true], seal: 'x' }]) {
    expect((await ask(bad)).status, JSON.stringify(bad)).toBe(422);
  }
  expect(recorded).toHaveLength(1);
});

test.each<[string, string, object, Record<string, string>, string]>([
  ['an exercise without a seal', '/api/drills/lost-hour/exercises', { met: [true] }, KEY, 'invalid_request'],
  ['without a key', '/api/drills/lost-hour/exercises', { ...SEALED, met: [true] }, {}, 'idempotency_missing'],
  [
    'a debrief without a key',
    '/api/drill-runs/run_1/debrief',
    { answers: told('') },
    {},
    'idempotency_missing',
  ],
])('%s: refused, and nothing is kept', async (_name, path, body, headers, code) => {
  const before = [kept.length, recorded.length];
  const answer = await post(path, body, headers);
  expect(await answer.json()).toMatchObject({ code });
  expect([kept.length, recorded.length]).toEqual(before);
});
