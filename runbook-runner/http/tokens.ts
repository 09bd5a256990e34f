// Tokens of paired browsers: kept as hashes, bound to an origin, ended by time, by hand or with the runner.
import { createHash, randomBytes } from 'node:crypto';
import type { ClockPort } from '../ports/clock.ts';
import { type Lifetime, lifetime } from './lifetime.ts';

const LIFE_MS = 12 * 3_600_000;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** 256 random bits, base64url. */
export const secret = (): string => randomBytes(32).toString('base64url');

interface Holder {
  readonly actor: string;
  readonly origin: string;
  readonly life: Lifetime;
}

export interface Tokens {
  issue(actor: string, origin: string): string;
  /** Whom the token acts for, from this origin; undefined when it is unknown, ended or bound to another. */
  identify(token: string, origin: string | undefined): { readonly actor: string } | undefined;
  revoke(token: string): void;
  clear(): void;
  readonly size: number;
}

export function createTokens(clock: ClockPort): Tokens {
  const holders = new Map<string, Holder>();
  return {
    issue(actor, origin) {
      for (const [hash, holder] of holders) if (holder.life.ended()) holders.delete(hash);
      const token = secret();
      holders.set(sha256(token), { actor, origin, life: lifetime(clock, LIFE_MS) });
      return token;
    },
    identify(token, origin) {
      // Looked up by hash, so that the time of a comparison tells nothing about a token.
      const holder = holders.get(sha256(token));
      return holder && holder.origin === origin && !holder.life.ended() ? { actor: holder.actor } : undefined;
    },
    revoke: (token) => void holders.delete(sha256(token)),
    clear: () => holders.clear(),
    get size() {
      return holders.size;
    },
  };
}
