import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestServer, testServer } from './support/server.ts';
import { stubRunner } from './support/stub-runner.ts';

const kept: unknown[] = [];
let server: TestServer;
beforeAll(async () => {
  const keep = async (run: string, answers: readonly string[], actor: string) => {
    kept.push([run, answers, actor]);
    return { run, drill: 'd', actor, at: '2026-11-27T12:00:00.000Z', answers: [] };
  };
  const runner = { ...stubRunner(), debrief: { questions: async () => ['?'], keep, of: async () => [] } };
  server = await testServer({ runner: { ...runner, followUps: async () => [] } });
});
afterAll(() => server.close());

test('answers are kept in the name of who is paired', async () => {
  const answer = await server.ask('POST', '/api/drill-runs/run_1/debrief', { answers: ['late'] });
  expect(answer.status).toBe(200);
  expect(kept).toEqual([['run_1', ['late'], expect.any(String)]]);
  const left = await server.ask('GET', '/api/drills/some-live/left');
  expect(await left.json()).toEqual({ debriefs: [], followUps: [] });
});

test.each([
  ['no answers', {}, 422],
  ['an answer that is too long', { answers: ['x'.repeat(2_001)] }, 422],
  ['more answers than any form has', { answers: Array(51).fill('') }, 422],
  ['a question of the page', { answers: [''], questions: ['mine'] }, 422],
  ['a body that is too large', { answers: ['x'.repeat(400_000)] }, 413],
])('%s: refused, and nothing is kept', async (_name, body, status) => {
  const before = kept.length;
  expect((await server.ask('POST', '/api/drill-runs/run_1/debrief', body)).status).toBe(status);
  expect(kept).toHaveLength(before);
});

test('without a token, nothing is kept', async () => {
  const before = kept.length;
  const answer = await fetch(`${server.url}/api/drill-runs/run_1/debrief`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.origin, 'x-playbook-client': '1' },
    body: '{"answers":[""]}',
  });
  expect(answer.status).toBe(401);
  expect(kept).toHaveLength(before);
});
