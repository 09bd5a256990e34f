// Runs the real program in a process of its own, with a state folder of its own.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bundleWhenStale } from '../../runbook-runner/bundle.mjs';

export const ROOT = join(import.meta.dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the text was printed; rejects when the program ended before. */
  printed(text: string | RegExp): Promise<string>;
}

interface Settings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Root of the repository that the program belongs to. */
  readonly root?: string;
  readonly uid?: number;
  readonly input?: string;
}

/** An empty private folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}

/** A repository of its own: the bundled program and the content, both copied, so that they may be broken. */
export async function temporaryRepository(): Promise<string> {
  await bundleWhenStale(ROOT);
  const root = temporaryFolder();
  mkdirSync(join(root, 'dist'));
  cpSync(join(ROOT, 'dist/runner'), join(root, 'dist/runner'), { recursive: true });
  cpSync(join(ROOT, 'src/content'), join(root, 'src/content'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(root, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
  return root;
}

/** Commits the content of the repository. */
export function commit(root: string): void {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args]);
  git('init', '--quiet');
  git('add', 'src/content');
  git('commit', '--quiet', '--message', 'Begin');
}

export async function start(args: readonly string[], settings: Settings = {}): Promise<Running> {
  const root = settings.root ?? ROOT;
  if (root === ROOT) await bundleWhenStale(ROOT);
  const { PLAYBOOK_PORT: _, PLAYBOOK_HOME: __, FORCE_COLOR: ___, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(root, 'dist/runner/playbook.mjs'), ...args], {
    cwd: settings.cwd ?? root,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inherited, NO_COLOR: '1', COLUMNS: '100', ...settings.env },
    ...(settings.uid === undefined ? {} : { uid: settings.uid, gid: settings.uid }),
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(settings.input ?? '');
  return watch(child);
}

/** Runs the program to its end. */
export async function playbook(args: readonly string[], settings: Settings = {}): Promise<Ended> {
  return (await start(args, settings)).ended;
}

export function watch(child: ChildProcess): Running {
  let [stdout, stderr] = ['', ''];
  const hearers = new Set<() => void>();
  const tell = () => {
    for (const hear of hearers) hear();
  };
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
    tell();
  });
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    tell();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  const printed = (text: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const all = stdout + stderr;
        if (typeof text === 'string' ? all.includes(text) : text.test(all)) {
          hearers.delete(look);
          resolve(all);
        }
      };
      hearers.add(look);
      look();
      void ended.then((end) =>
        reject(new Error(`It ended with ${end.code} before it printed ${text}:\n${stdout}${stderr}`)),
      );
    });
  return { child, ended, printed };
}
