// Files of the playbook below one root, through node:fs; links are not followed and nothing outside is read.
import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { PlaybookError } from '../errors/index.ts';
import type { FilesPort } from '../ports/files.ts';

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  }
}

interface Found {
  readonly files: string[];
  readonly unread: string[];
}

/** Paths below `folder` in no order; names that begin with a dot belong to editors and systems. */
function collect(root: string, folder: string, into: Found): Found {
  for (const entry of entriesOf(join(root, folder))) {
    if (entry.name.startsWith('.')) continue;
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) collect(root, path, into);
    else (entry.isFile() ? into.files : into.unread).push(path);
  }
  return into;
}

/** The real path of a file inside the root; throws `not_found` for anything else, a link out of it included. */
function inside(root: string, path: string): string {
  try {
    const real = realpathSync(join(root, path));
    const way = relative(realpathSync(root), real);
    if (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`)) return real;
  } catch (cause) {
    throw new PlaybookError('not_found', `There is no file ${path}.`, { cause });
  }
  throw new PlaybookError('not_found', `${path} lies outside the repository.`);
}

export interface NodeFiles extends FilesPort {
  fingerprint(folder: string): string;
}

/** Files below `root`, the repository's folder. */
export function createFiles(root: string): NodeFiles {
  const find = (folder: string) => collect(root, folder, { files: [], unread: [] });
  return {
    list: (folder) => find(folder).files.sort(),
    unread: (folder) => find(folder).unread.sort(),
    read: (path) => readFileSync(inside(root, path), 'utf8'),
    isUtf8: (path) => isUtf8(readFileSync(inside(root, path))),
    fingerprint(folder) {
      const { files, unread } = find(folder);
      let seen = unread
        .sort()
        .map((path) => `${path}\0\n`)
        .join('');
      for (const path of files.sort()) {
        const stat = lstatSync(`${root}/${path}`, { throwIfNoEntry: false });
        // Milliseconds with their fraction: two edits of a file can't be closer than half a microsecond.
        if (stat) seen += `${path}\0${stat.size}\0${stat.mtimeMs}\0${stat.ctimeMs}\0${stat.ino}\n`;
      }
      return hash('sha256', seen, 'base64url');
    },
  };
}
