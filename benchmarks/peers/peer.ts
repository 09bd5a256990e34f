// What the benchmark asks of a peer: to write its own input for the work, and to say how it is started.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** `count` checks of the work on one address, `connections` at once as far as the peer can. */
export interface Job {
  readonly folder: string;
  readonly url: URL;
  readonly count: number;
  readonly connections: number;
  /** PEM file of the authority to trust; undefined over plain HTTP. */
  readonly caFile?: string | undefined;
}

export interface Start {
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Peer {
  readonly name: string;
  /** What a reader of its figures has to know. */
  readonly note: string;
  /** How to get it, told when it is missing. */
  readonly get: string;
  /** Path of its program; undefined when it is not there. */
  program(): string | undefined;
  /** Writes its input into the job's folder, which is its working directory too. */
  prepare(program: string, job: Job): Start;
}

const PEERS = join(import.meta.dirname, '..');
export const FROM_NPM = 'npm ci --ignore-scripts --prefix benchmarks';

/** The program of a package in `benchmarks/node_modules`, which is never the root install. */
export function programOf(name: string, bin: string): string | undefined {
  const manifest = join(PEERS, 'node_modules', name, 'package.json');
  if (!existsSync(manifest)) return undefined;
  const { bin: programs } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: Record<string, string> };
  const file = programs[bin];
  return file === undefined ? undefined : join(dirname(manifest), file);
}

/** Where a library that a peer's own scripts use is installed beside it. */
export const libraryBeside = (program: string, name: string): string => createRequire(program).resolve(name);

export const put = (job: Job, name: string, content: unknown): void =>
  writeFileSync(join(job.folder, name), typeof content === 'string' ? content : JSON.stringify(content));

/** Numbers from 1 to the job's count. */
export const each = <T>(job: Job, make: (index: number) => T): T[] =>
  Array.from({ length: job.count }, (_, index) => make(index + 1));
