// Replaces a small private file as a whole: whoever reads it finds the old text or the new one, after a power cut too.
import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Mode 0600; on the disk before it returns. Throws what the system says, and leaves nothing behind then. */
export function replaceFile(path: string, text: string): void {
  const draft = `${path}.${randomUUID()}`;
  try {
    onDisk(draft, 'wx', (handle) => writeFileSync(handle, text));
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
  // Without this the old name could come back after a power cut; Windows opens no folder.
  if (process.platform !== 'win32') onDisk(dirname(path), 'r', () => undefined);
}

function onDisk(path: string, flags: 'wx' | 'r', change: (handle: number) => void): void {
  const handle = openSync(path, flags, 0o600);
  try {
    change(handle);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
