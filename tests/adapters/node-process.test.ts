// Real programs: whatever one does, the call ends in time and says how.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProcesses } from '../../runbook-runner/adapters/node-process.ts';
import type { ProcessOutcome, ProcessRequest } from '../../runbook-runner/ports/process.ts';

const variables = { HOME: '/home/ada', SECRET: 'canary', VAULT_ADDR: 'https://vault.example', PATH: '/evil' };
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'process-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(
  executable: string,
  args: readonly string[],
  more: Partial<ProcessRequest> = {},
): Promise<ProcessOutcome> {
  const signal = new AbortController().signal;
  return createProcesses(variables).run({
    executable,
    arguments: args,
    signal,
    deadlineMs: 5000,
    ...more,
  });
}

const node = (script: string, more?: Partial<ProcessRequest>) => run(process.execPath, ['-e', script], more);
const text = (outcome: ProcessOutcome) => {
  if (outcome.ended === 'not-started') throw new Error(outcome.reason);
  return Buffer.from(outcome.stdout).toString();
};

/** Whether a process still runs; one that nobody has reaped yet does not (proc_pid_stat(5), field 3). */
function runs(pid: string): boolean {
  const stat = `/proc/${pid.trim()}/stat`;
  return existsSync(stat) && !/\) [ZX] /.test(readFileSync(stat, 'utf8'));
}

describe('a program that ends', () => {
  test('its output, its code, and how long it took', async () => {
    const outcome = await node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(outcome).toMatchObject({ ended: 'exited', exitCode: 3 });
    if (outcome.ended !== 'exited') throw new Error('it ran');
    expect([text(outcome), Buffer.from(outcome.stderr).toString()]).toEqual(['out\n', 'err\n']);
    expect(outcome.durationMs).toBeGreaterThan(0);
  });

  test('by a signal', async () => {
    expect(await node('process.kill(process.pid, "SIGTERM"); setTimeout(() => {}, 5000)')).toMatchObject({
      ended: 'signalled',
      by: 'SIGTERM',
    });
  });

  test('with somebody left behind who holds its output: the call ends with the program', async () => {
    const begin = performance.now();
    const outcome = await run('/bin/sh', ['-c', 'sleep 30 & echo $!']);
    expect(outcome.ended).toBe('exited');
    expect(performance.now() - begin).toBeLessThan(2000);
    await pause(50);
    expect(runs(text(outcome))).toBe(false);
  });
});

describe('what a program is given', () => {
  test('no shell, no expansion, no input', async () => {
    const args = ['$(id)', ';id', '--flag', '`id`', '*'];
    const script =
      'console.log(JSON.stringify([process.argv.slice(1), require("fs").readFileSync(0, "utf8")]))';
    const outcome = await run(process.execPath, ['-e', script, '--', ...args]);
    expect(JSON.parse(text(outcome))).toEqual([args, '']);
  });

  test('the minimal variables and those that were named, no other', async () => {
    const script = 'console.log(JSON.stringify(process.env))';
    const plain = JSON.parse(text(await node(script)));
    expect(plain).toEqual({ HOME: '/home/ada', LC_ALL: 'C.UTF-8', PATH: '/usr/local/bin:/usr/bin:/bin' });
    const named = JSON.parse(text(await node(script, { variables: ['VAULT_ADDR', 'MISSING'] })));
    expect(named).toEqual({ ...plain, VAULT_ADDR: 'https://vault.example' });
  });

  test('the root folder', async () => {
    expect(text(await node('console.log(process.cwd())'))).toBe('/\n');
  });
});

describe('a program that does not end', () => {
  test('is killed at the deadline with all that it started, and shows what it wrote', async () => {
    const begin = performance.now();
    const outcome = await run('/bin/sh', ['-c', 'trap "" TERM; sleep 30 & echo $!; wait'], {
      deadlineMs: 300,
    });
    expect(outcome.ended).toBe('timeout');
    expect(performance.now() - begin).toBeLessThan(550);
    await pause(50);
    expect(runs(text(outcome))).toBe(false);
  });

  test('has run out of time, and was not interrupted, when the deadline of its run comes first', async () => {
    const outcome = await node('setTimeout(() => {}, 30_000)', { signal: AbortSignal.timeout(100) });
    expect(outcome).toMatchObject({ ended: 'timeout' });
  });

  test('is killed when the run is interrupted', async () => {
    const over = new AbortController();
    setTimeout(() => over.abort(), 100);
    expect(await node('setTimeout(() => {}, 30_000)', { signal: over.signal })).toMatchObject({
      ended: 'interrupted',
    });
    expect(await node('', { signal: over.signal })).toMatchObject({ ended: 'not-started' });
  });

  test('has ended though what it started left its group and holds the output open', async () => {
    const child =
      "spawn(process.execPath, ['-e', 'setTimeout(() => {}, 4000)'], { detached: true, stdio: 'inherit' })";
    const source = `console.log('told'); require('node:child_process').${child}.unref();`;
    const outcome = await node(source, { deadlineMs: 3000 });
    expect(outcome).toMatchObject({ ended: 'exited', exitCode: 0 });
    expect(text(outcome)).toBe('told\n');
  });

  test('is killed when it writes without end, and no more than the cap is kept', async () => {
    const outcome = await run('/usr/bin/yes', [], { maxOutputBytes: 1000 });
    expect(outcome.ended).toBe('output-too-large');
    expect(text(outcome)).toHaveLength(1000);
  });
});

describe('a program that does not start', () => {
  test.each([
    ['a name to search for', 'node', 'Its path is not absolute.'],
    ['a relative path', './node', 'Its path is not absolute.'],
    ['a missing file', '/nowhere/vault', 'There is no such file.'],
    ['a folder', '/tmp', 'It may not be executed.'],
  ])('%s', async (_, executable, reason) => {
    expect(await run(executable, [])).toEqual({ ended: 'not-started', reason });
  });

  test('a script whose interpreter is missing', async () => {
    const file = join(folder, 'script');
    writeFileSync(file, '#!/nowhere/python3\n', { mode: 0o700 });
    expect(await run(file, [])).toMatchObject({
      reason: 'The interpreter or loader that it names is missing.',
    });
  });

  test('a file that may not be executed', async () => {
    const file = join(folder, 'notes');
    writeFileSync(file, '#!/bin/sh\n');
    expect(await run(file, [])).toMatchObject({ reason: 'It may not be executed.' });
  });

  test('an argument with a NUL byte', async () => {
    expect(await run('/bin/echo', ['a\0b'])).toMatchObject({ reason: 'An argument holds a NUL byte.' });
  });
});
