// Whether a folder may be trusted with code and data that this program loads: only its owner can write there.
import { lstatSync } from 'node:fs';
import { makeFolder } from './make-folder.ts';

/** Makes the folder with mode 0700 when it is missing. False when it is not ours, or open to others. */
export function isPrivateFolder(path: string): boolean {
  makeFolder(path, 0o700);
  const stat = lstatSync(path);
  const mine = process.getuid === undefined || stat.uid === process.getuid();
  const closed = process.platform === 'win32' || (stat.mode & 0o077) === 0;
  return stat.isDirectory() && mine && closed;
}
