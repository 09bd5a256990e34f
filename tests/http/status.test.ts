// What a page is told of the clone and of temporary changes: an old clone is named, one that is up to date is no news.
import { afterEach, expect, test } from 'vitest';
import { aRun } from '../adapters/support/runs.ts';
import { type TestServer, testServer } from './support/server.ts';
import { stubRunner } from './support/stub-runner.ts';

let server: TestServer;
afterEach(() => server.close());

test.each([
  [0, null],
  [3, { commits: 3, command: 'git pull --ff-only' }],
])('a clone that is %i commits behind is told as %j', async (commits, told) => {
  const stub = stubRunner();
  const git = { ...stub.git, behind: async () => ({ commits, command: 'git pull --ff-only' }) };
  server = await testServer({ runner: { ...stub, git } });
  expect(await (await server.ask('GET', '/api/status')).json()).toMatchObject({ behind: told });
});

test.each([
  ['outcome_unknown', true],
  ['finished', false],
] as const)('a temporary change whose run is %s is told as unknown: %j', async (state, unknown) => {
  const stub = stubRunner();
  const temporaries = async () => [aRun({ kind: 'action', state, expiresAt: '2026-11-22T12:00:00.000Z' })];
  server = await testServer({ runner: { ...stub, temporaries } });
  expect(await (await server.ask('GET', '/api/status')).json()).toMatchObject({ temporaries: [{ unknown }] });
});
