// A page's click on Undo of what was done in production: the runner and its store are real, its upstream is scripted.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADA, aWorld, type World } from '../core/support/world.ts';
import { events, type TestServer, testServer } from './support/server.ts';

let world: World;
let server: TestServer;
beforeEach(async () => {
  world = await aWorld();
  server = await testServer({ runner: world.runner });
});
afterEach(async () => {
  await server.close();
  await world.end();
});

const CONSENT = { confirm: 'production', reason: 'agreed with the lead' };
const doneIn = async (environment: string) => {
  const order = { ...ADA, ...CONSENT, environment, action: 'throttle', dryRun: false };
  return (await world.runner.act(order)).run;
};
let turn = 0;
const undo = (run: string, body: object) => {
  turn += 1;
  return server.ask('POST', `/api/runs/${run}/undo`, body, { 'idempotency-key': `undo-of-a-test-${turn}` });
};

test.each([
  ['nothing', {}],
  ['another name', { ...CONSENT, confirm: 'prod' }],
  ['no reason', { confirm: 'production' }],
  ['an empty reason', { ...CONSENT, reason: ' ' }],
])('with %s it is refused, and nothing is sent', async (_, body) => {
  const refused = await undo(await doneIn('production'), body);
  expect(refused.status).toBe(422);
  expect(await refused.json()).toMatchObject({ code: 'confirmation_required' });
  expect(world.script.done).toEqual(['throttle on']);
});

test('with its name and a reason it is undone, and the record says why', async () => {
  const told = await events(await undo(await doneIn('production'), CONSENT));
  const { result } = told.at(-1) as { result: { run: string; status: string } };
  expect(result.status).toBe('done');
  expect(world.script.done).toEqual(['throttle on', 'throttle off']);
  expect(await world.runner.run(result.run)).toMatchObject({ request: { reason: CONSENT.reason } });
});

test('in the sandbox it is undone at once', async () => {
  const told = await events(await undo(await doneIn('sandbox'), {}));
  expect(told.at(-1)).toMatchObject({ result: { status: 'done' } });
});
