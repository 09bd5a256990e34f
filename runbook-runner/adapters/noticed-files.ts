// Files whose fingerprint is taken again only when the system told of a change below them, or after a while.
// A look at every file takes some milliseconds, which each click on a page would wait for.
import { type FSWatcher, readdirSync, statfsSync, watch } from 'node:fs';
import { join } from 'node:path';
import type { FilesPort } from '../ports/files.ts';
import type { NodeFiles } from './node-files.ts';

/**
 * File systems of which Linux tells every change before the call that makes it returns (inotify(7)): ext2 to ext4, XFS,
 * Btrfs, tmpfs, overlayfs, ZFS, F2FS, by their numbers in statfs(2). Of one on a server it tells its own changes only.
 */
const TOLD = new Set([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630, 0x2fc12fc1, 0xf2f52010]);

/** What is written through a mapping of memory is told nowhere: a whole look finds it. */
const LOOK_EVERY_MS = 10_000;

interface Options {
  readonly monotonicMs: () => number;
  /** Whether the system tells of every change in a folder, which it is given by its absolute path. */
  readonly tells?: (folder: string) => boolean;
}

interface Look {
  readonly folder: string;
  readonly fingerprint: string;
  readonly at: number;
  readonly notices: Notices;
}

const tellsOfChanges = (folder: string): boolean =>
  process.platform === 'linux' && TOLD.has(statfsSync(folder).type);

/** Listens to a folder and all below it, until it is told to stop. */
class Notices {
  changed = false;
  readonly #watchers: FSWatcher[] = [];

  /** Throws what the system says when it can't listen. */
  constructor(folders: readonly string[]) {
    const change = () => {
      this.changed = true;
    };
    try {
      for (const folder of folders)
        this.#watchers.push(watch(folder, { persistent: false }, change).on('error', change));
    } catch (error) {
      this.stop();
      throw error;
    }
  }

  stop(): void {
    for (const watcher of this.#watchers) watcher.close();
  }
}

function foldersOf(top: string): string[] {
  const below = readdirSync(top, { recursive: true, withFileTypes: true });
  return [
    top,
    ...below.filter((one) => one.isDirectory()).map(({ parentPath, name }) => join(parentPath, name)),
  ];
}

/** The loop looks once more at what the system has to tell; once around may have begun before the caller's request came. */
async function heard(): Promise<void> {
  for (let round = 0; round < 2; round += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** The files of `files` at `root`, for a program that asks often; where the system can't tell, each call looks. */
export function noticedFiles(
  files: NodeFiles,
  root: string,
  { monotonicMs, tells = tellsOfChanges }: Options,
): FilesPort {
  let last: Look | undefined;
  const listen = (folder: string): Notices | undefined => {
    try {
      const folders = foldersOf(join(root, folder));
      return folders.every(tells) ? new Notices(folders) : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    ...files,
    async fingerprint(folder) {
      await heard();
      const now = monotonicMs();
      if (last?.folder === folder && !last.notices.changed && now - last.at < LOOK_EVERY_MS)
        return last.fingerprint;
      last?.notices.stop();
      // An edit during the look is told of, and the next call looks again.
      const notices = listen(folder);
      const fingerprint = files.fingerprint(folder);
      last = notices && { folder, fingerprint, at: now, notices };
      return fingerprint;
    },
  };
}
