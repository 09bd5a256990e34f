// Links that pair on opening: a code in the fragment of an address, single use, 60 seconds.
import { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';
import { type Lifetime, lifetime } from './lifetime.ts';
import { secret, sha256 } from './tokens.ts';

const LIFE_MS = 60_000;
const MOST_OPEN = 8;

export interface Link {
  readonly code: string;
  /** Stands after the address of any page; a browser never sends it to a server. */
  readonly fragment: string;
  readonly expiresAt: string;
}

export interface Links {
  create(actor: string): Link;
  /** Whom the code pairs; it is used up. Throws `token_refused`. */
  take(code: string): string;
  clear(): void;
}

export function createLinks(clock: ClockPort): Links {
  const open = new Map<string, { readonly actor: string; readonly life: Lifetime }>();
  return {
    create(actor) {
      const code = secret();
      const life = lifetime(clock, LIFE_MS);
      // A fresh link is worth more than an old one that nobody opened.
      const [oldest] = open.keys();
      if (open.size >= MOST_OPEN && oldest !== undefined) open.delete(oldest);
      open.set(sha256(code), { actor, life });
      return { code, fragment: `#pair=${code}`, expiresAt: life.endsAt.toISOString() };
    },
    take(code) {
      const hash = sha256(code);
      const found = open.get(hash);
      open.delete(hash);
      if (found && !found.life.ended()) return found.actor;
      throw new PlaybookError('token_refused', 'The link was used before, or is older than a minute.', {
        hint: 'Make a fresh one in the terminal: npm run -s playbook -- pair --link',
      });
    },
    clear: () => open.clear(),
  };
}
