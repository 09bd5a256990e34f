// A page's click on a check that costs more than the sandbox's Parcelo has left: the runner, its store and Parcelo are real.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compose } from '../../runbook-runner/compose.ts';
import type { Runner } from '../../runbook-runner/core/runner.ts';
import { type Sandbox, startSandbox } from '../../runbook-runner/sandbox/index.ts';
import { fault } from '../sandbox/world.ts';
import { events, type TestServer, testServer } from './support/server.ts';

let home: string;
let sandbox: Sandbox;
let runner: Runner;
let server: TestServer;
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'quota-'));
  sandbox = await startSandbox({ stateFolder: home });
  runner = await compose(process.cwd(), { PLAYBOOK_HOME: home }, []);
  server = await testServer({ runner });
});
afterAll(async () => {
  await server.close();
  await runner.close();
  await sandbox.close();
  rmSync(home, { recursive: true, force: true });
});

/** Fewer than the large check costs; order-sync spends of them too. */
const FEW = { requests: 15, window: '60s', path: '/v1/shipments' };
const LARGE = '/api/checks/parcelo-latency/runs';
const SMALL = '/api/checks/parcelo-quota/runs';
const PAGE = 'integrations/parcelo';
const order = async () => ({
  environment: 'sandbox',
  page: PAGE,
  seal: (await runner.playbook()).pages.get(PAGE)?.seal,
});
const runsOf = async (subject: string) => (await runner.runs({ subject })).length;

test('is refused with the arithmetic after the gates before it, and runs by force', async () => {
  const asked = await order();
  await sandbox.inject({ ...fault('quota', FEW), target: 'parcelo' });
  const looked = await events(await server.ask('POST', SMALL, asked));
  expect(looked.at(-1)).toMatchObject({ result: { quota: { limits: [{ limit: 15 }] } } });

  const refused = await server.ask('POST', LARGE, asked);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const problem = await refused.json();
  expect(problem).toMatchObject({
    ...{ type: '/reference/errors/#quota_short', code: 'quota_short', status: 429 },
    detail: expect.stringMatching(
      /^parcelo has \d+ requests? left until .+Z, as run \S+ saw, and .+ up to 20\.$/,
    ),
    hint: expect.stringMatching(/^Try again in \d+ seconds, or send "force": true\.$/),
    overdrawn: [{ integration: 'parcelo', spends: 20 }],
  });
  expect(problem.overdrawn[0].left).toBeLessThan(15);
  expect(String(problem.retryAfter)).toBe(refused.headers.get('retry-after'));
  expect(await runsOf('parcelo-latency'), 'nothing is recorded of what did not run').toBe(0);

  // Whoever may not ask, asks for no such thing, or asks on a stale page hears that first.
  const stale = { ...asked, seal: `sha256-${'b'.repeat(43)}`, force: true };
  expect(await (await server.ask('POST', LARGE, stale)).json()).toMatchObject({ code: 'stale_seal' });
  const wrong = { ...asked, parameters: { shipment: 'none' } };
  expect(await (await server.ask('POST', LARGE, wrong)).json()).toMatchObject({ code: 'invalid_parameter' });
  const odd = await server.ask('POST', LARGE, { ...asked, force: 'yes' });
  expect(await odd.json()).toMatchObject({ code: 'invalid_request' });
  const nobody = await server.ask('POST', LARGE, { ...asked, force: true }, { authorization: '' });
  expect(nobody.status).toBe(401);
  // "As it is now" answers the seal, not the quota.
  const asItIsNow = { ...stale, force: false, asItIsNow: true };
  expect(await (await server.ask('POST', LARGE, asItIsNow)).json()).toMatchObject({ code: 'quota_short' });
  expect(await runsOf('parcelo-latency')).toBe(0);

  // One request is how one learns what is left.
  expect((await server.ask('POST', SMALL, asked)).status).toBe(200);

  const forced = await events(await server.ask('POST', LARGE, { ...asked, force: true }));
  expect(forced.at(-1)).toMatchObject({ event: 'result', result: { check: 'parcelo-latency' } });
  expect(forced.filter(({ event }) => event === 'sample').length).toBe(20);
  expect(await runsOf('parcelo-latency')).toBe(1);
});
