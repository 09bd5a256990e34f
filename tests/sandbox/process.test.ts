import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createSandboxClient } from '../../runbook-runner/adapters/sandbox-client.ts';
import { bundleWhenStale } from '../../runbook-runner/bundle.mjs';
import { fault, until } from './world.ts';

/** As it is run: bundled. */
const ROOT = join(import.meta.dirname, '../..');
const ENTRY = join(ROOT, 'dist/runner/sandbox.mjs');
beforeAll(() => bundleWhenStale(ROOT));

let home: string;
let started: ChildProcess[];
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'playbook-sandbox-'));
  started = [];
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

interface Line {
  readonly ready: boolean;
  readonly code?: string;
  readonly message?: string;
  readonly seed?: number;
  readonly tookMs?: number;
  readonly cpuMs?: number;
}

/** Starts a sandbox process and reads the one line that it says. */
async function start(
  ...args: string[]
): Promise<{ child: ChildProcess; line: Line; ended: Promise<number | null> }> {
  const child = spawn(process.execPath, [ENTRY, '--home', home, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(child);
  const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const lines = createInterface({ input: child.stdout ?? process.stdin });
  const line = await new Promise<string>((resolve) => lines.once('line', resolve));
  return { child, line: JSON.parse(line) as Line, ended };
}

const YARDSTICK = `for (const one of ['reflect-metadata', '@peculiar/x509', 'undici', 'hono', 'zod', 'yaml']) await import(one);
const { user, system } = process.cpuUsage();
console.log((user + system) / 1000);
process.exit();`;

/** Processor time of loading the libraries alone, much of a start: machines differ, and the same one does from hour to hour. */
const yardstickMs = (): number =>
  Number(
    execFileSync(process.execPath, ['--input-type=module', '--eval', YARDSTICK], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    }),
  );

const file = (): string => join(home, 'sandbox.json');
const client = () => createSandboxClient(home);

describe('the sandbox as a process', () => {
  test.each(['lumenpay', 'parcelo', 'stockline'])(
    '%s is warm when it says that it is ready',
    async (name) => {
      await start();
      const asked = (await client().log(name)).filter(({ client: who }) => who === 'sandbox');
      expect(asked.length).toBeGreaterThanOrEqual(10);
      expect(asked.every(({ status }) => status === 200)).toBe(true);
    },
  );

  test('is up with little processor time, announces itself for its owner only, and cleans up on SIGTERM', async () => {
    const yardstick = yardstickMs();
    const { child, line, ended } = await start('--seed', '5');
    console.log(
      `sandbox up after ${line.tookMs} ms, with ${line.cpuMs} ms of processor time; its libraries alone ${Math.round(yardstick)} ms`,
    );
    expect(line).toMatchObject({ ready: true, seed: 5, pid: child.pid });
    // Other tests share the clock, but not this; on a slow machine, in proportion.
    expect(line.cpuMs).toBeLessThan(Math.max(1_500, 3 * yardstick));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(await client().status('patient')).toMatchObject({
      pid: child.pid,
      seed: 5,
      servers: [
        ...['lumenpay', 'parcelo', 'stockline'].flatMap((name) => [{ name }, { name: `${name}-public` }]),
        { name: 'order-sync' },
        { name: 'ledger-export' },
      ],
      faults: [],
    });
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(existsSync(file())).toBe(false);
    expect(await client().status()).toBeUndefined();
  });

  test('refuses to be the second of a folder', async () => {
    const { child } = await start();
    const second = await start();
    expect(second.line).toMatchObject({ ready: false, code: 'sandbox_running' });
    expect(second.line.message).toContain(`Process ${child.pid} runs the sandbox of ${home}`);
    expect(await second.ended).toBe(75);
    expect(await client().status('patient')).toMatchObject({ pid: child.pid });
  });

  test('started twice at once, one stays', async () => {
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ line }) => line.ready).sort()).toEqual([false, true]);
    const winner = both.find(({ line }) => line.ready);
    expect(await client().status('patient')).toMatchObject({ pid: winner?.child.pid });
  });

  test('too busy to answer, it is not running for who looks, and waited for by who would act on that', async () => {
    const { child } = await start();
    child.kill('SIGSTOP');
    expect(await client().status()).toBeUndefined();
    const patient = client().status('patient');
    await sleep(500);
    child.kill('SIGCONT');
    expect(await patient).toMatchObject({ pid: child.pid });
  });

  test('one that ends is waited for by nobody', async () => {
    const { child } = await start();
    child.kill('SIGSTOP');
    const patient = client().status('patient');
    const began = performance.now();
    child.kill('SIGKILL');
    expect(await patient).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(5_000);
  });

  test('killed, it leaves a stale file that counts as not running and does not stand in the way', async () => {
    const { child, ended } = await start();
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(file())).toBe(true);
    expect(await client().status()).toBeUndefined();
    expect((await start()).line.ready).toBe(true);
    expect(await client().status('patient')).toBeDefined();
  });

  test('ends when its parent goes away', async () => {
    const { child, ended } = await start('--with-parent');
    child.stdin?.end();
    expect(await ended).toBe(0);
    expect(existsSync(file())).toBe(false);
  });

  test('says why it cannot start in a folder that is none', async () => {
    writeFileSync(join(home, 'in-the-way'), '');
    const { line, ended } = await start('--home', join(home, 'in-the-way'));
    expect(line).toMatchObject({ ready: false, code: 'folder_unwritable' });
    expect(await ended).toBe(2);
  });
});

describe('the client', () => {
  test('injects, looks, clears, and is refused in the words of the sandbox', async () => {
    await start();
    const sandbox = client();
    const active = await sandbox.inject(fault('status', { status: 503 }));
    expect((await sandbox.status('patient'))?.faults).toEqual([active]);
    await expect(sandbox.inject(fault('reset', {}))).rejects.toMatchObject({
      code: 'fault_active',
      message: expect.stringContaining('test-status'),
      hint: expect.stringContaining('sandbox clear'),
      data: { active },
    });
    await expect(sandbox.clear('test-statis')).rejects.toMatchObject({
      code: 'fault_not_active',
      message: 'No fault "test-statis" is active in the sandbox.',
      hint: 'Did you mean "test-status"?',
    });
    expect(await sandbox.clear('test-status')).toEqual([active]);
    expect(await sandbox.clear()).toEqual([]);
    await expect(sandbox.clear('test-status')).rejects.toMatchObject({
      hint: 'None is: there is nothing to end.',
    });
    expect(await sandbox.log('lumenpay')).toContainEqual(expect.objectContaining({ client: 'order-sync' }));
    await expect(sandbox.log('lumenpey')).rejects.toMatchObject({
      code: 'not_found',
      hint: 'Did you mean "lumenpay"?',
    });
  });

  test.each([
    ['no file', undefined],
    ['a broken file', '{'],
    ['a file without a control address', '{"pid":1}'],
    ['a dead process', '{"pid":4194303,"control":{"url":"http://127.0.0.1:9","token":"x"}}'],
    ['nobody at the address', `{"pid":${process.pid},"control":{"url":"http://127.0.0.1:9","token":"x"}}`],
  ])('%s counts as not running', async (_name, content) => {
    if (content !== undefined) writeFileSync(file(), content);
    expect(await client().status()).toBeUndefined();
    await expect(client().clear()).rejects.toMatchObject({ code: 'sandbox_not_running' });
  });

  test('an address that never answers counts as not running within 400 ms', async () => {
    const { createServer } = await import('node:net');
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await until(() => silent.listening, 'listening');
    const { port } = silent.address() as { port: number };
    const control = { url: `http://127.0.0.1:${port}`, token: 'x' };
    writeFileSync(file(), JSON.stringify({ pid: process.pid, control }));
    const began = performance.now();
    expect(await client().status()).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(400);
    silent.close();
  });

  test('a wrong token or a foreign Host gets nothing from the control address', async () => {
    await start();
    const { control } = JSON.parse(readFileSync(file(), 'utf8')) as {
      control: { url: string; token: string };
    };
    const wrong = await fetch(`${control.url}/status`, { headers: { authorization: 'Bearer wrong' } });
    expect(wrong.status).toBe(401);
    expect(await wrong.text()).not.toContain('lp_test_');
    const { request } = await import('node:http');
    const status = await new Promise<number>((resolve) => {
      const headers = { authorization: `Bearer ${control.token}`, host: 'evil.example' };
      request(`${control.url}/status`, { headers }, (response) => resolve(response.statusCode ?? 0)).end();
    });
    expect(status).toBe(403);
  });
});
