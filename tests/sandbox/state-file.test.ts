import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { announce, prepare, type SandboxFile } from '../../runbook-runner/sandbox/state-file.ts';
import { json, type Running, serveHttp } from '../support/servers.ts';

let folder: string;
const servers: Running[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-file-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all(servers.splice(0).map((one) => one.close()));
});

/** A pid that no process has: above the most that Linux gives (proc(5), pid_max). */
const NOBODY = 2 ** 22 + 1;

async function runningOne(pid: number, answersAfterMs: number): Promise<SandboxFile> {
  const control = await serveHttp((request, response) => {
    setTimeout(() => json(200, {})(request, response), answersAfterMs);
  });
  servers.push(control);
  const file = { pid, control: { url: control.url, token: 'first' }, servers: [], faults: [] };
  return { ...file, startedAt: new Date().toISOString(), ca: '', credentials: {} } as unknown as SandboxFile;
}
const own = (): SandboxFile =>
  ({ pid: process.pid, control: { url: 'http://127.0.0.1:9', token: 'own' } }) as unknown as SandboxFile;
const put = (file: SandboxFile) =>
  writeFileSync(join(folder, 'sandbox.json'), JSON.stringify(file), { mode: 0o600 });

test('a sandbox that answers late on a busy machine is not taken for one that has ended', async () => {
  put(await runningOne(process.pid, 900));
  await expect(prepare(folder)).rejects.toMatchObject({
    code: 'sandbox_running',
    message: `Process ${process.pid} runs the sandbox of ${folder}.`,
  });
  await expect(announce(folder, own())).rejects.toMatchObject({ code: 'sandbox_running' });
  expect(readdirSync(folder)).toEqual(['sandbox.json']);
});

test('one whose process has ended is not waited for, and gives way', async () => {
  put(await runningOne(NOBODY, 60_000));
  const started = performance.now();
  await prepare(folder);
  const remove = await announce(folder, own());
  expect(performance.now() - started).toBeLessThan(1_000);
  remove();
  expect(existsSync(join(folder, 'sandbox.json'))).toBe(false);
});
