// Wall time of whole processes, in turns, so that a noisy minute hits every contestant alike.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Contestant {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Runs before each turn, outside the time. */
  readonly before?: () => void;
}

/** The middle of an odd number of values; the lower middle of an even one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[(sorted.length - 1) >> 1] ?? Number.NaN;
}

/** Nearest-rank percentile, `share` from 0 to 1. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** How a process ended; `exitCode` is undefined for one that was ended because it took too long. */
export interface Ended {
  readonly ms: number;
  readonly exitCode: number | undefined;
  readonly output: string;
  readonly complaints: string;
}

/** Runs one process to its end, or ends it after `limitMs`. */
export function endOf({ command, env, cwd }: Contestant, limitMs?: number): Ended {
  const [file = process.execPath, ...args] = command;
  const started = performance.now();
  const ended = spawnSync(file, args, {
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    killSignal: 'SIGKILL',
    ...(cwd === undefined ? {} : { cwd }),
    ...(limitMs === undefined ? {} : { timeout: limitMs }),
  });
  const ms = performance.now() - started;
  return { ms, exitCode: ended.status ?? undefined, output: ended.stdout, complaints: ended.stderr };
}

/** Runs one process to its end; throws with its output when it fails. */
function runOnce(contestant: Contestant): { readonly ms: number; readonly output: string } {
  const { ms, exitCode, output, complaints } = endOf(contestant);
  if (exitCode !== 0)
    throw new Error(
      `${contestant.name} exited with ${exitCode}:\n${output.slice(-2_000)}\n${complaints.slice(-2_000)}`,
    );
  return { ms, output };
}

/** Milliseconds of one process from spawn to exit. */
export const timeOnce = (contestant: Contestant): number => runOnce(contestant).ms;

/** What one process wrote on its standard output. */
export const outputOf = (contestant: Contestant): string => runOnce(contestant).output;

const REPORT = join(import.meta.dirname, 'report-usage.mjs');

export interface Usage {
  /** User and system time of all its threads, in milliseconds. */
  readonly cpuMs: number;
  /** Largest resident set, in megabytes. */
  readonly memoryMb: number;
}

/** What one process took of the machine; `command` is one of Node's. */
export function usageOf({ name, command, env }: Contestant): Usage {
  const folder = mkdtempSync(join(tmpdir(), 'playbook-usage-'));
  const file = join(folder, 'usage.json');
  try {
    const [node = process.execPath, ...args] = command;
    runOnce({ name, command: [node, '--import', REPORT, ...args], env: { ...env, BENCH_USAGE: file } });
    return JSON.parse(readFileSync(file, 'utf8')) as Usage;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Median of each contestant over `turns` turns, after one that doesn't count. */
export function race(contestants: readonly Contestant[], turns: number): Map<string, number> {
  const times = new Map<string, number[]>(contestants.map(({ name }) => [name, []]));
  for (let turn = 0; turn <= turns; turn += 1) {
    for (const contestant of contestants) {
      contestant.before?.();
      const ms = timeOnce(contestant);
      if (turn > 0) times.get(contestant.name)?.push(ms);
    }
  }
  return new Map([...times].map(([name, all]) => [name, median(all)]));
}
