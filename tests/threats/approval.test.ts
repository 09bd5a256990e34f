// A pull request steals a secret: what it changed gets none before a person on this machine has approved it.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runner } from '../../runbook-runner/core/runner.ts';
import { asOwner } from './support/owner.ts';
import { CANARY, startWorld, type World } from './support/world.ts';

const KEYED = 'src/content/checks/keyed.yaml';
let world: World;
let machine: string;
const environment = () => ({ PLAYBOOK_HOME: world.home, PLAYBOOK_SECRETS: join(machine, 'secrets.json') });

beforeAll(async () => {
  machine = mkdtempSync(join(tmpdir(), 'machine-'));
  const own = { THREATS_UNBOUND_KEY: CANARY, PLAYBOOK_SECRETS: join(machine, 'secrets.json'), CI: 'false' };
  world = await startWorld({ environment: own });
});
afterAll(async () => {
  await world.close();
  rmSync(machine, { recursive: true });
});

const owner = <Result>(work: (runner: Runner) => Promise<Result>) => asOwner(world.root, environment(), work);

const approve = () =>
  owner(async (runner) => {
    const shown = await runner.approvals({ ids: ['keyed'], environment: 'unbound' });
    await runner.approve(shown, 'Ada');
    return shown;
  });

const ask = () => world.check('keyed', { environment: 'unbound' });
const needsApproval = { status: 409, problem: { code: 'approval_needed' } };

/** A burst of orders shares one look at the files: a person who edits takes longer than that. */
async function write(path: string, text: string): Promise<void> {
  writeFileSync(path, text);
  await setTimeout(30);
}

function edit(from: string, to: string): Promise<void> {
  const path = join(world.root, KEYED);
  return write(path, readFileSync(path, 'utf8').replace(from, to));
}

test('a check that gets a secret answers 409 until it is approved on this machine', async () => {
  const { problem } = await ask();
  expect(problem).toMatchObject({
    code: 'approval_needed',
    command: 'npm run -s playbook -- approve keyed --env unbound',
  });
  const [shown] = await approve();
  expect(shown).toMatchObject({
    name: 'checks/keyed in unbound',
    state: 'new',
    requests: [{ method: 'GET', url: 'https://unbound.example/echo' }],
    secrets: [{ credential: 'key', slot: 'key.key (api-key, header x-api-key)' }],
  });
  expect(statSync(join(machine, 'approvals.json')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(machine, 'approvals.json'), 'utf8')).not.toContain(CANARY);
});

test('a secret that no file outside the repository binds to the host is not sent', async () => {
  const { result } = await ask();
  expect(result).toMatchObject({ status: 'error', problem: { class: 'secret-not-allowed' } });
  expect(JSON.stringify(result)).not.toContain(CANARY);
});

test('bound and approved, it goes as far as the network does', async () => {
  await owner((runner) => runner.bindSecrets(['upstream.unbound.key']));
  expect(await ask()).toMatchObject({
    result: { problem: { class: expect.stringMatching(/unknown-host|network-down/) } },
  });
});

test.each([
  ['the path of its request', 'path: /echo', 'path: /echo/elsewhere', 'what.probe.request.path'],
  [
    'a header that it sends',
    'auth: key',
    'auth: key, headers: { x-log: all }',
    'what.probe.request.headers.x-log',
  ],
])('an edited check answers 409 until approved, and the change is named: %s', async (_, from, to, field) => {
  await edit(from, to);
  const answer = await ask();
  expect(answer).toMatchObject({ status: 409, problem: { code: 'approval_needed' } });
  expect(answer.problem).toMatchObject({ changed: expect.arrayContaining([field]) });
  await edit(to, from);
  expect((await ask()).status).toBe(200);
});

test.each([
  ['another variable', 'env: THREATS_UNBOUND_KEY', 'env: HOME'],
  ['another host', 'https://unbound.example', 'https://evil.example'],
  ['another header', 'header: X-Api-Key', 'header: X-Debug'],
])('an integration that names %s holds its checks back', async (_, from, to) => {
  const path = join(world.root, 'src/content/docs/integrations/upstream.mdx');
  const before = readFileSync(path, 'utf8');
  await write(path, before.replace(from, to));
  expect(await ask()).toMatchObject(needsApproval);
  await write(path, before);
  expect((await ask()).status).toBe(200);
});

test('what people only read, and what runs in the sandbox, needs no approval', async () => {
  await edit('title: Sends', 'title: Really sends');
  expect((await ask()).status).toBe(200);
  expect((await world.check('keyed')).status).toBe(200);
});

test('an approval that others could have written counts for nothing', async () => {
  chmodSync(join(machine, 'approvals.json'), 0o666);
  expect(await ask()).toMatchObject({ status: 500, problem: { code: 'secrets_untrusted' } });
  chmodSync(join(machine, 'approvals.json'), 0o600);
});
