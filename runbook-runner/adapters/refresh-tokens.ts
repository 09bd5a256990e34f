// Refresh tokens that a server gave in place of the one we were set up with (RFC 6749 §6, RFC 9700 §4.14.2).
// Each is a file of mode 0600 in a private folder, for one integration, environment, method and host.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ClockPort } from '../ports/clock.ts';
import type { AuthRequest, SecretsSink } from '../ports/credential.ts';
import { replaceFile } from './durable-file.ts';
import { takeLock } from './file-lock.ts';
import { isPrivateFolder } from './private-folder.ts';

const Kept = z.strictObject({
  /** Digest of the token that a person set: with another one, what follows from the old one counts no more. */
  first: z.string(),
  token: z.string(),
});

/** Milliseconds between two looks at a lock that another process holds. */
const LOOK_MS = 25;

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

type Place = Pick<AuthRequest, 'integration' | 'environment' | 'auth' | 'baseUrl' | 'signal'>;

export interface RefreshTokensOptions {
  /** Folder of the files, made when it is missing. */
  readonly folder: string;
  readonly clock: ClockPort;
  readonly sink: SecretsSink;
}

/** The one token of a place, while this process alone may use it. */
export interface HeldToken {
  readonly current: string;
  /** Puts another in its place, on the disk before it returns; a failure shows when all is over. */
  replace(token: string): void;
}

/**
 * Lends the current token: a server that rotates takes each only once, so no two processes may use it together.
 * Undefined when the signal came before it was our turn. Throws when the folder cannot be trusted or written. In both
 * cases nothing was used.
 */
export async function withRefreshToken<Result>(
  place: Place,
  first: string,
  { folder, clock, sink }: RefreshTokensOptions,
  use: (token: HeldToken) => Promise<Result>,
): Promise<Result | undefined> {
  if (!isPrivateFolder(folder)) throw new Error(`${folder} is open to others; run: chmod 700 ${folder}`);
  const name = digest(JSON.stringify([place.integration, place.environment, place.auth, place.baseUrl]));
  const lock = await locked(join(folder, `${name}.lock`), clock, place.signal);
  if (!lock) return undefined;
  const file = join(folder, `${name}.json`);
  try {
    const current = read(file, digest(first)) ?? first;
    sink.add(current);
    // Written once as it is: a full disk shows before the server takes the token away, not after.
    write(file, { first: digest(first), token: current });
    let lost: unknown;
    const replace = (token: string) => {
      sink.add(token);
      try {
        write(file, { first: digest(first), token });
      } catch (error) {
        lost = error;
      }
    };
    const result = await use({ current, replace });
    if (lost === undefined) return result;
    throw new Error(`the server took the refresh token away, and the new one could not be kept: ${lost}`);
  } finally {
    lock.release();
  }
}

async function locked(place: string, clock: ClockPort, signal: AbortSignal) {
  while (!signal.aborted) {
    const lock = takeLock(place, 0);
    if (lock) return lock;
    // It rejects when the signal comes, and then the loop ends.
    await clock.sleep(LOOK_MS, signal).catch(() => undefined);
  }
  return undefined;
}

/** The kept token that followed from `first`, or undefined. */
function read(file: string, first: string): string | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const kept = parse(text);
  // The reader's own words could repeat the token.
  if (!kept) throw new Error(`${file} is damaged; delete it and set a new refresh token`);
  return kept.first === first ? kept.token : undefined;
}

function parse(text: string): z.output<typeof Kept> | undefined {
  try {
    return Kept.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function write(file: string, kept: z.output<typeof Kept>): void {
  replaceFile(file, JSON.stringify(kept));
}
