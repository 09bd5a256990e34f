import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { playbook, type Running, start, temporaryFolder, temporaryRepository } from './program.ts';

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** A repository with a site that was built, in little. */
async function repositoryWithSite(): Promise<string> {
  const root = await temporaryRepository();
  mkdirSync(join(root, 'dist/site'), { recursive: true });
  writeFileSync(join(root, 'dist/site/index.html'), '<!doctype html><title>Home</title>');
  return root;
}

async function serving(root: string, ...words: string[]): Promise<Running & { readonly url: string }> {
  const running = await start(['serve', '--port', '0', ...words], { root });
  onTestFinished(() => {
    running.child.kill('SIGKILL');
  });
  const said = await running.printed(/Playbook is ready: \S+\//);
  return { ...running, url: /ready: (\S+)\//.exec(said)?.[1] ?? '' };
}

const ANSWERS = [
  'lumenpay-availability',
  'parcelo-availability',
  'stockline-availability',
  'order-sync-live',
];
/** The sandbox is found, answers and works; of its speed a busy machine says nothing. */
const untilGreen = (root: string) =>
  expect
    .poll(async () => (await playbook(['check', ...ANSWERS], { root })).code, { timeout: 30_000 })
    .toBe(0);

const alive = (pid: number) =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');

describe('serve', () => {
  test('prints one line, serves pages and API, and ends in order', async () => {
    const root = await repositoryWithSite();
    const { url, child, ended } = await serving(root);
    expect(await (await fetch(url)).text()).toContain('<title>Home</title>');
    expect(await (await fetch(`${url}/api/health`)).json()).toMatchObject({
      runner: 'playbook',
      ready: true,
    });
    const file = join(root, '.playbook/serve.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: child.pid, url });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    child.kill('SIGTERM');
    const { code, stdout, stderr } = await ended;
    expect(stdout).toBe(`Playbook is ready: ${url}/\n`);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(existsSync(file)).toBe(false);
  });

  test('takes webhooks on a second listener when asked to, which ends with it', async () => {
    const { child, ended, printed } = await serving(await repositoryWithSite(), '--inbound', '0');
    const said = await printed(/Webhooks of sandbox: \S+/);
    const inbound = new URL('/in/lumenpay/nothing', /sandbox: (http:\S+?)\/in/.exec(said)?.[1]);
    expect(inbound.hostname).toBe('127.0.0.1');
    expect((await fetch(inbound, { method: 'POST' })).status).toBe(404);
    expect((await fetch(new URL('/api/health', inbound))).status).toBe(404);
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    await expect(fetch(inbound)).rejects.toThrow();
  });

  test('names what a crash left open, once', async () => {
    const root = await repositoryWithSite();
    const store = join(root, '.playbook/store.sqlite');
    mkdirSync(join(root, '.playbook'), { mode: 0o700 });
    const script = join(import.meta.dirname, '../adapters/support/append-runs.ts');
    const crashed = spawn(process.execPath, [script, store, 'begin'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(crashed.stdout, 'data');
    crashed.kill('SIGKILL');
    await once(crashed, 'exit');

    const first = await serving(root);
    first.child.kill('SIGTERM');
    const { stderr } = await first.ended;
    expect(stderr).toMatch(
      /Left open by a crash: action \S+ of \S+ is now outcome_unknown \(npm run -s playbook -- runs action-run\)/,
    );
    expect(stderr).toMatch(/check \S+ of \S+ is now interrupted/);
    const second = await serving(root);
    second.child.kill('SIGTERM');
    expect((await second.ended).stderr).toBe('');
  });

  test('a second one on the folder is refused by the name of the first', async () => {
    const root = await repositoryWithSite();
    const first = await serving(root);
    const { code, stderr } = await playbook(['serve', '--port', '0'], { root });
    expect(stderr).toContain(`is served by process ${first.child.pid} at ${first.url}, since 20`);
    expect(code).toBe(75);
    first.child.kill('SIGKILL');
    await first.ended;
    const next = await serving(root);
    expect(next.url).not.toBe('');
  });

  test('a taken port is a clear stop', async () => {
    const root = await repositoryWithSite();
    const other = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void other.close());
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await playbook(['serve'], { root, env: { PLAYBOOK_PORT: String(port) } });
    expect(stderr).toContain(`Port ${port} on 127.0.0.1 is in use`);
    expect(stderr).toContain('PLAYBOOK_PORT=');
    expect(code).toBe(2);
  });

  test('without a built site it says how to build one', async () => {
    const root = await temporaryRepository();
    const { code, stderr } = await playbook(['serve', '--port', '0'], { root });
    expect(stderr).toContain('The site has not been built.');
    expect(stderr).toContain('npm run build');
    expect(code).toBe(2);
  });

  test('its sandbox ends with it, even when it is killed', async () => {
    const root = await repositoryWithSite();
    const { child, ended } = await serving(root, '--sandbox');
    const { pid } = JSON.parse(readFileSync(join(root, '.playbook/sandbox.json'), 'utf8'));
    await untilGreen(root);
    expect(alive(pid)).toBe(true);
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => alive(pid), { timeout: 5_000 }).toBe(false);
    expect((await playbook(['sandbox', 'status'], { root })).code).toBe(2);
  });
});

test('a sandbox that ends by itself is told, and serve goes on; another takes its place', async () => {
  const root = await repositoryWithSite();
  const { url, child, printed, ended } = await serving(root, '--sandbox');
  const file = join(root, '.playbook/sandbox.json');
  process.kill((JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid, 'SIGKILL');
  await printed('The sandbox ended by itself. The rest goes on.');
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
  expect((await playbook(['check', '--all'], { root })).code).toBe(2);
  const other = await start(['sandbox'], { root });
  onTestFinished(() => void other.child.kill('SIGKILL'));
  await other.printed(/order-sync/);
  await untilGreen(root);
  child.kill('SIGTERM');
  expect((await ended).code).toBe(0);
  process.kill((JSON.parse(readFileSync(file, 'utf8')) as { pid: number }).pid, 'SIGKILL');
  const alone = await other.ended;
  expect(alone.stderr).toContain('sandbox_failed: The sandbox ended by itself.');
  expect(alone.code).toBe(2);
});

test('a sandbox that cannot start is an error', async () => {
  const root = await temporaryRepository();
  writeFileSync(join(root, 'dist/runner/sandbox.mjs'), 'process.exit(1)');
  const { code, stderr } = await playbook(['sandbox'], { root });
  expect(stderr).toContain('sandbox_failed: The sandbox did not start.');
  expect(code).toBe(2);
});

describe('pair', () => {
  test('lists who waits, and prints a link that pairs once', async () => {
    const root = await repositoryWithSite();
    const { url } = await serving(root);
    const asked = await fetch(`${url}/api/pairings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-playbook-client': '1', origin: url },
      body: JSON.stringify({ challenge: 'A'.repeat(43), label: 'Ada' }),
    });
    const { words } = (await asked.json()) as { words: string };
    const { stdout } = await playbook(['pair'], { root });
    expect(stdout).toContain(words);
    const link = (await playbook(['pair', '--link'], { root })).stdout.trim();
    expect(link).toMatch(new RegExp(`^${url}/#pair=[\\w-]{43}$`));
  });

  test('without a runner it says how to start one', async () => {
    const { code, stderr } = await playbook(['pair'], { env: { PLAYBOOK_HOME: temporaryFolder() } });
    expect(stderr).toContain('No runner serves this folder.');
    expect(code).toBe(2);
  });
});

describe('the state folder', () => {
  test('one that others can read is refused with the fix', async () => {
    const home = temporaryFolder();
    chmodSync(home, 0o755);
    const { code, stderr } = await playbook(['check', '--all'], { env: { PLAYBOOK_HOME: home } });
    expect(stderr).toContain(`Close it: chmod 700 ${home}`);
    expect(code).toBe(2);
  });

  test.skipIf(!isRoot)('a read-only one is an error that names PLAYBOOK_HOME', async () => {
    const root = await repositoryWithSite();
    chmodSync(root, 0o755);
    const home = join(root, '.playbook');
    mkdirSync(home, { mode: 0o500 });
    chownSync(home, NOBODY, NOBODY);
    for (const words of [['check', '--all'], ['serve', '--port', '0'], ['sandbox']]) {
      const { code, stderr } = await playbook(words, { root, uid: NOBODY });
      expect(stderr).toContain('cannot be written');
      expect(stderr).toContain('PLAYBOOK_HOME=');
      expect(code).toBe(2);
    }
    expect((await playbook(['lint'], { root, uid: NOBODY })).code).toBe(0);
  });

  test.skipIf(!isRoot)("another user's is refused", async () => {
    const root = await repositoryWithSite();
    chmodSync(root, 0o755);
    const home = join(root, '.playbook');
    mkdirSync(home, { mode: 0o700 });
    chownSync(home, NOBODY, NOBODY);
    const { code, stderr } = await playbook(['check', '--all'], { root });
    expect(stderr).toContain('belongs to another user');
    expect(code).toBe(2);
  });
});
