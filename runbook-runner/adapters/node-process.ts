// The process port over node:child_process. A program gets no terminal, no input and no variable that was not named.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessOutcome, ProcessPort, ProcessRequest } from '../ports/process.ts';
import { isLate } from './transport-problem.ts';

type Variables = Readonly<Record<string, string | undefined>>;
type Killed = 'timeout' | 'interrupted' | 'output-too-large';

const MAX_OUTPUT_BYTES = 1024 * 1024;
/** What most programs need to find their own files, and nothing that holds a secret. */
const MINIMAL = ['HOME', 'USER', 'LOGNAME', 'TMPDIR', 'SYSTEMROOT', 'APPDATA', 'LOCALAPPDATA'];
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file.',
  EACCES: 'It may not be executed.',
  E2BIG: 'Its arguments are too long.',
  ERR_INVALID_ARG_VALUE: 'An argument holds a NUL byte.',
};

function environmentOf(variables: Variables, names: readonly string[]): Record<string, string> {
  const named = [...MINIMAL, ...names].flatMap((name) => {
    const value = variables[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const path = process.platform === 'win32' ? (variables.PATH ?? '') : SYSTEM_PATH;
  return { PATH: path, LC_ALL: 'C.UTF-8', ...Object.fromEntries(named) };
}

function notStarted(error: unknown, executable: string): ProcessOutcome {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT' && existsSync(executable)) {
    return { ended: 'not-started', reason: 'The interpreter or loader that it names is missing.' };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { ended: 'not-started', reason: REASONS[code] ?? `The system refused: ${code || message}.` };
}

/** Kills the program and what it started: it leads a process group of its own. */
function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended by itself in this very moment.
  }
}

/** Collects a stream up to `max` bytes and calls `onFull` when there are more. */
function collect(stream: ChildProcess['stdout'], max: number, onFull: () => void): () => Uint8Array {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (bytes <= max) chunks.push(chunk.subarray(0, max - bytes));
    bytes += chunk.length;
    if (bytes > max) onFull();
  });
  return () => Buffer.concat(chunks);
}

/** Time to read what a program that has ended left in its output. */
const DRAIN_MS = 250;

/** The end of a program whose output stays open: somebody who left its group holds it, perhaps for ever. */
async function drained(child: ChildProcess): Promise<unknown[]> {
  const ended = await once(child, 'exit');
  await sleep(DRAIN_MS, undefined, { ref: false });
  return ended;
}

/** Waits for the end, which the deadline, the signal or too much output brings about. */
async function watch(child: ChildProcess, request: ProcessRequest): Promise<ProcessOutcome> {
  const begin = performance.now();
  const { promise: given, resolve: give } = Promise.withResolvers<Killed>();
  const full = () => give('output-too-large');
  const max = request.maxOutputBytes ?? MAX_OUTPUT_BYTES;
  const [stdout, stderr] = [collect(child.stdout, max, full), collect(child.stderr, max, full)];
  const interrupt = () => give(isLate(request.signal.reason) ? 'timeout' : 'interrupted');
  const timer = setTimeout(() => give('timeout'), request.deadlineMs);
  request.signal.addEventListener('abort', interrupt);
  // What it left behind must not outlive it, and would hold the output open.
  child.once('exit', () => kill(child));
  try {
    const ended = await Promise.race([once(child, 'close'), drained(child), given]);
    const output = () => {
      return { stdout: stdout(), stderr: stderr(), durationMs: performance.now() - begin };
    };
    if (typeof ended === 'string') return { ...output(), ended };
    const [exitCode, by] = ended as [number | null, string | null];
    if (exitCode === null) return { ...output(), ended: 'signalled', by: by ?? 'an unknown signal' };
    return { ...output(), ended: 'exited', exitCode };
  } catch (error) {
    return notStarted(error, request.executable);
  } finally {
    clearTimeout(timer);
    request.signal.removeEventListener('abort', interrupt);
    if (child.exitCode === null && child.signalCode === null) kill(child);
    child.stdout?.destroy();
    child.stderr?.destroy();
  }
}

/** `variables` is the environment that requests may name variables of. */
export function createProcesses(variables: Variables): ProcessPort {
  return {
    async run(request) {
      const { executable, signal } = request;
      if (!isAbsolute(executable)) return { ended: 'not-started', reason: 'Its path is not absolute.' };
      if (signal.aborted) return { ended: 'not-started', reason: 'The run had ended before.' };
      try {
        const child = spawn(executable, [...request.arguments], {
          ...{ cwd: '/', shell: false, windowsHide: true, detached: process.platform !== 'win32' },
          ...{ env: environmentOf(variables, request.variables ?? []), stdio: ['ignore', 'pipe', 'pipe'] },
        });
        return await watch(child, request);
      } catch (error) {
        return notStarted(error, executable);
      }
    },
  };
}
