// Nothing stays on after a crash: neither of the sandbox, nor of who injected the fault. Killed by SIGKILL, by pid.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSandboxClient } from '../../../runbook-runner/adapters/sandbox-client.ts';
import { bundleWhenStale } from '../../../runbook-runner/bundle.mjs';
import { clientOf, fault, until } from '../world.ts';

const SANDBOX = resolve('dist/runner/sandbox.mjs');
beforeAll(() => bundleWhenStale(resolve('.')));

const INJECT = `
const { createSandboxClient } = await import(${JSON.stringify(resolve('runbook-runner/adapters/sandbox-client.ts'))});
const [home, order] = process.argv.slice(1);
await createSandboxClient(home).inject(JSON.parse(order));
console.log('on');
setTimeout(() => {}, 60_000);`;

let home: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fault-crash-'));
});
afterEach(async () => {
  await Promise.all(started.splice(0).map(kill));
  rmSync(home, { recursive: true, force: true });
});

/** Starts a program and waits for its first line. */
async function run(...args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  started.push(child);
  await new Promise((done) => createInterface({ input: child.stdout }).once('line', done));
  return child;
}

function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGKILL');
  return ended;
}

/** The status that Lumenpay answers a plain question with, through its fault proxy. */
async function answered(): Promise<number> {
  const { ca = '', servers = [] } = (await createSandboxClient(home).place()) ?? {};
  const lumenpay = clientOf(servers.find(({ name }) => name === 'lumenpay')?.url ?? '', ca);
  return (await lumenpay.ask('/v1/ping').finally(() => lumenpay.close())).status;
}

const order = fault('status', { status: 503 });
const sandbox = createSandboxClient;

test('a killed sandbox takes its faults with it, and the next one begins without', async () => {
  const first = await run(SANDBOX, '--home', home);
  await sandbox(home).inject(order);
  expect(await answered()).toBe(503);
  await kill(first);
  expect(await sandbox(home).status()).toBeUndefined();
  await run(SANDBOX, '--home', home);
  expect((await sandbox(home).status('patient'))?.faults).toEqual([]);
  expect(await answered()).toBe(200);
});

test('a killed sandbox takes a wrong setting of a consumer with it', async () => {
  const settings = async (): Promise<unknown> => {
    const { credentials = {}, servers = [] } = (await createSandboxClient(home).place()) ?? {};
    const orderSync = clientOf(servers.find(({ name }) => name === 'order-sync')?.url ?? '', '');
    const token = credentials['order-sync-operator-token'];
    return (await orderSync.ask('/config', { token }).finally(() => orderSync.close())).body;
  };
  const first = await run(SANDBOX, '--home', home);
  const set = { versions: { lumenpay: '2026-09-01' } };
  await sandbox(home).inject({ ...fault('configuration', { set }), target: 'order-sync' });
  expect(await settings()).toMatchObject({ revision: 2, config: set });
  await kill(first);
  await run(SANDBOX, '--home', home);
  expect(await settings()).toMatchObject({ revision: 1, config: { versions: { lumenpay: '2026-03-01' } } });
});

test('a fault ends by itself though the process that injected it was killed', async () => {
  await run(SANDBOX, '--home', home);
  const brief = JSON.stringify({ ...order, durationMs: 1_500 });
  await kill(await run('--input-type=module', '--eval', INJECT, home, brief));
  expect(await answered()).toBe(503);
  await until(async () => (await sandbox(home).status())?.faults.length === 0, 'the fault ended');
  expect(await answered()).toBe(200);
});
