// Runs the sandbox as a child process that ends with us, however we end.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isErrorCode, PlaybookError } from '../errors/index.ts';
import type { SandboxServer } from '../ports/sandbox.ts';

export interface SandboxProcess {
  readonly pid: number;
  readonly servers: readonly SandboxServer[];
  /** Rejects with `sandbox_failed` when it ends without being told to; never resolves before `stop`. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  readonly root: string;
  readonly stateFolder: string;
  readonly signal: AbortSignal;
  /** APIs to mock, as `<name>=<file>`. */
  readonly mocks: readonly string[];
}

/** Starts a sandbox and waits until orders flow in it. Throws what the sandbox says when it cannot start. */
export async function startSandboxProcess(options: Options): Promise<SandboxProcess> {
  const { root, stateFolder, signal, mocks } = options;
  signal.throwIfAborted();
  const program = join(root, 'dist/runner/sandbox.mjs');
  const mocked = mocks.flatMap((mock) => ['--openapi', mock]);
  const child = spawn(process.execPath, [program, '--home', stateFolder, '--with-parent', ...mocked], {
    cwd: root,
    stdio: ['pipe', 'pipe', 'inherit'],
    // In a group of its own, a Ctrl-C in the terminal reaches us first, and runs can still end in order.
    detached: process.platform !== 'win32',
  });
  // Its end is told by `close`; a pipe that breaks before says nothing more.
  child.stdin.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  // A program that cannot be started is closed at once; why, it says here alone.
  let trouble: Error | undefined;
  child.once('error', (error) => {
    trouble = error;
  });
  let stopping = false;
  const stop = () => {
    stopping = true;
    child.stdin.end();
    return closed;
  };
  const abort = () => void stop();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const said = await firstLine(child.stdout, closed);
    const ended = closed.then(() => {
      if (!stopping) throw new PlaybookError('sandbox_failed', 'The sandbox ended by itself.', RESTART);
    });
    ended.catch(() => undefined);
    return { pid: said.pid, servers: said.servers, ended, stop };
  } catch (error) {
    await stop();
    signal.throwIfAborted();
    throw trouble ? notStarted(trouble) : error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

const notStarted = (cause: Error) =>
  new PlaybookError('sandbox_failed', `The sandbox did not start: ${cause.message}.`, { ...RESTART, cause });

const RESTART = { hint: 'Start it again: npm start, or alone: npm run -s playbook -- sandbox' };

type Said =
  | { readonly ready: true; readonly pid: number; readonly servers: readonly SandboxServer[] }
  | { readonly ready: false; readonly code: string; readonly message: string; readonly hint?: string };

async function firstLine(
  stdout: NodeJS.ReadableStream,
  closed: Promise<void>,
): Promise<Said & { ready: true }> {
  const lines = createInterface({ input: stdout });
  const line = await Promise.race([
    new Promise<string>((resolve) => lines.once('line', resolve)),
    closed.then(() => undefined),
  ]);
  if (line === undefined) throw new PlaybookError('sandbox_failed', 'The sandbox did not start.', RESTART);
  const said = JSON.parse(line) as Said;
  if (said.ready) return said;
  throw new PlaybookError(isErrorCode(said.code) ? said.code : 'sandbox_failed', said.message, {
    hint: said.hint,
  });
}
