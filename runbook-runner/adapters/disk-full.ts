// A disk without room, as the file system and as SQLite tell it; what to do about it is the same everywhere.
import { PlaybookError } from '../errors/index.ts';

/** Result codes of SQLite, sqlite.org/rescode.html: FULL, and IOERR_SHMSIZE, which a full disk shows as well. */
const SQLITE = new Set([13, 4874]);
const SYSTEM = new Set(['ENOSPC', 'EDQUOT']);

const isFull = (error: Error): boolean =>
  ('errcode' in error && SQLITE.has(Number(error.errcode))) ||
  ('code' in error && SYSTEM.has(String(error.code)));

/** The error for a full disk; undefined for any other. */
export function diskFull(path: string, error: unknown): PlaybookError | undefined {
  if (!(error instanceof Error) || !isFull(error)) return undefined;
  return new PlaybookError('storage_full', `There is no room left to write ${path}.`, {
    hint: 'Free some space and try again; what was recorded before is whole.',
    cause: error,
  });
}
