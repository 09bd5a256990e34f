// What can be made again, kept in files of a private folder; losing any of it costs time, never truth.
import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CachePort } from '../ports/cache.ts';
import { isPrivateFolder } from './private-folder.ts';

/** A cache in `folder`, made on first use; without any effect when the folder is read-only or open to others. */
export function createFileCache(folder: string): CachePort {
  return {
    read(key) {
      try {
        return isPrivateFolder(folder) ? readFileSync(join(folder, key)) : undefined;
      } catch {
        return undefined;
      }
    },
    write(key, bytes) {
      const draft = join(folder, `.${key}-${randomUUID()}`);
      try {
        if (!isPrivateFolder(folder)) return;
        writeFileSync(draft, bytes, { mode: 0o600 });
        renameSync(draft, join(folder, key));
      } catch {
        removeQuietly(draft);
      }
    },
  };
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // There is nothing to remove where nothing could be written.
  }
}
