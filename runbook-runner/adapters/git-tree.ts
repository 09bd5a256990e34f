// The files of the playbook as they were at a revision, read from Git's own objects; the work tree is not touched.
import { isUtf8 } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { PlaybookError } from '../errors/index.ts';
import type { FilesPort } from '../ports/files.ts';
import { gitProgram } from './git-program.ts';

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

function git(root: string, args: readonly string[], input?: string): Buffer {
  const program = gitProgram(process.env, root);
  if (program === undefined)
    throw new PlaybookError('usage', 'Git was not found, so there is nothing to compare with.', {
      hint: 'Install Git, or add its folder to PATH.',
    });
  return execFileSync(program, ['-C', root, ...args], {
    input,
    maxBuffer: MAX_OUTPUT_BYTES,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
}

function isRepository(root: string): boolean {
  try {
    git(root, ['rev-parse', '--git-dir']);
    return true;
  } catch {
    return false;
  }
}

/** Modes of plain files; links and submodules are left out, as they are in the work tree. */
const FILE = /^100\d{3} blob /;
/** Names that begin with a dot belong to editors and systems. */
const HIDDEN = /(^|\/)\./;

/** Blob ids by path from `root`, of every file below `folder` at the revision. */
function listBlobs(root: string, revision: string, folder: string): Map<string, string> {
  try {
    const commit = git(root, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`])
      .toString()
      .trim();
    const entries = git(root, ['ls-tree', '-r', '-z', commit, '--', folder]).toString().split('\0');
    return new Map(
      entries.flatMap((entry) => {
        const path = entry.slice(entry.indexOf('\t') + 1);
        const [, , id = ''] = entry.split(/[ \t]/, 3);
        return FILE.test(entry) && !HIDDEN.test(path) ? [[path, id] as const] : [];
      }),
    );
  } catch (cause) {
    if (cause instanceof PlaybookError) throw cause;
    if (!isRepository(root)) {
      throw new PlaybookError(
        'usage',
        `${root} is not in a Git repository, so there is nothing to compare with.`,
        {
          hint: 'Run this in a clone, or make it one: git init, and commit the files.',
          cause,
        },
      );
    }
    throw new PlaybookError('usage', `Git knows no revision "${revision}".`, {
      hint: 'Name a branch, a tag or a commit that this clone has; a shallow clone may need "git fetch --unshallow".',
      cause,
    });
  }
}

/** Splits the output of `git cat-file --batch` into contents, in the order asked for. */
function splitBatch(output: Buffer, count: number): Buffer[] {
  const contents: Buffer[] = [];
  let offset = 0;
  for (let index = 0; index < count; index += 1) {
    const end = output.indexOf(10, offset);
    const size = Number(output.subarray(offset, end).toString().split(' ')[2]);
    contents.push(output.subarray(end + 1, end + 1 + size));
    offset = end + 1 + size + 1;
  }
  return contents;
}

/**
 * Reads `folder` at a revision into memory.
 * @throws PlaybookError `usage` when Git does not know the revision.
 */
export function filesAtRevision(root: string, revision: string, folder: string): FilesPort {
  const blobs = listBlobs(root, revision, folder);
  const output = git(root, ['cat-file', '--batch'], [...blobs.values()].map((id) => `${id}\n`).join(''));
  const contents = splitBatch(output, blobs.size);
  const files = new Map([...blobs.keys()].map((path, index) => [path, contents[index] ?? Buffer.alloc(0)]));
  const bytesOf = (path: string): Buffer => {
    const bytes = files.get(path);
    if (bytes === undefined) throw new PlaybookError('internal', `${path} is not in ${revision}.`);
    return bytes;
  };
  return {
    list: (below) => [...files.keys()].filter((path) => path.startsWith(`${below}/`)).sort(),
    unread: () => [],
    read: (path) => bytesOf(path).toString(),
    isUtf8: (path) => isUtf8(bytesOf(path)),
    fingerprint: () => [...blobs].map(([path, id]) => `${id} ${path}`).join('\n'),
  };
}
