// Pairing: a page asks, the person confirms in the terminal, the page claims its token. Or a link, from the terminal.
import { randomInt, randomUUID } from 'node:crypto';
import { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';
import { createLinks, type Link } from './pairing-links.ts';
import { pairingWords } from './pairing-words.ts';
import type { ClaimAnswer, PendingPairing, Redeemed } from './schemas/answers.ts';
import { createTokens, sha256, type Tokens } from './tokens.ts';

/** Nobody has to hurry to the terminal, but a forgotten request doesn't wait for ever. */
const PENDING_MS = 10 * 60_000;
const POLL_MS = 25_000;
const MOST_PENDING = 8;

interface Asking extends PendingPairing {
  readonly challenge: string;
  readonly endsAt: number;
  readonly settled: PromiseWithResolvers<void>;
  decision: { readonly confirmed: string } | 'declined' | undefined;
}

export interface Pairings extends Pick<Tokens, 'identify' | 'revoke'> {
  request(asked: { challenge: string; label?: string | undefined; origin: string }): PendingPairing;
  /** Waits for the decision up to 25 s. The token is given once, to who knows the verifier, on the same origin. */
  claim(asked: { id: string; verifier: string; origin: string }, signal?: AbortSignal): Promise<ClaimAnswer>;
  pending(): readonly PendingPairing[];
  /** `actor` is the name for the records, else the owner's. A label never stands alone: a page chose it. */
  confirm(id: string, actor?: string): PendingPairing;
  decline(id: string): PendingPairing;
  createLink(actor?: string): Link;
  redeem(code: string, origin: string): Redeemed;
  /** Told of each new request; returns the way to stop listening. */
  onPending(listener: (pending: PendingPairing) => void): () => void;
  /** Told when a request was confirmed, declined or ran out, wherever that happened. */
  onSettled(listener: (pending: PendingPairing, how: 'confirmed' | 'declined' | 'ended') => void): () => void;
  /** Ends every request, link and token. */
  close(): void;
}

/** Waits for the decision up to 25 s; the timer ends with the wait, or it would keep a program alive that ends. */
async function settledOrLate(settled: Promise<void>, clock: ClockPort, signal?: AbortSignal): Promise<void> {
  const waited = new AbortController();
  const ended = signal ? AbortSignal.any([signal, waited.signal]) : waited.signal;
  try {
    await Promise.race([settled, clock.sleep(POLL_MS, ended)]);
  } finally {
    waited.abort();
  }
}

export function createPairings(parts: { clock: ClockPort; owner: string }): Pairings {
  const { clock, owner } = parts;
  const tokens = createTokens(clock);
  const links = createLinks(clock);
  const asking = new Map<string, Asking>();
  const pendingListeners = new Set<Parameters<Pairings['onPending']>[0]>();
  const settledListeners = new Set<Parameters<Pairings['onSettled']>[0]>();
  const now = (): number => clock.now().getTime();

  const tell = (one: Asking, how: 'confirmed' | 'declined' | 'ended'): void => {
    one.settled.resolve();
    for (const listener of settledListeners) listener(publicPart(one), how);
  };
  const sweep = (): void => {
    for (const [id, one] of asking) {
      if (one.endsAt > now()) continue;
      asking.delete(id);
      if (one.decision === undefined) tell(one, 'ended');
    }
  };
  const find = (id: string): Asking => {
    sweep();
    const one = asking.get(id);
    if (one) return one;
    throw new PlaybookError('unknown_pairing', 'No pairing request has this id, or it has ended.');
  };
  const undecided = (id: string): Asking => {
    const one = find(id);
    if (one.decision === undefined) return one;
    throw new PlaybookError('unknown_pairing', 'The pairing request was decided before.');
  };
  const open = (): Asking[] => [...asking.values()].filter((one) => one.decision === undefined);

  return {
    identify: tokens.identify,
    revoke: tokens.revoke,
    request({ challenge, label, origin }) {
      sweep();
      if (open().length >= MOST_PENDING) {
        throw new PlaybookError('queue_full', `${MOST_PENDING} browsers already wait to be paired.`, {
          hint: 'Confirm or decline them in the terminal: playbook pair',
        });
      }
      const taken = new Set(open().map((one) => one.words));
      let words = pairingWords(randomInt);
      while (taken.has(words)) words = pairingWords(randomInt);
      const endsAt = now() + PENDING_MS;
      const one: Asking = {
        ...{ id: randomUUID(), words, origin, challenge, endsAt, decision: undefined },
        ...(label === undefined ? {} : { label }),
        expiresAt: new Date(endsAt).toISOString(),
        settled: Promise.withResolvers<void>(),
      };
      asking.set(one.id, one);
      for (const listener of pendingListeners) listener(publicPart(one));
      return publicPart(one);
    },
    async claim({ id, verifier, origin }, signal) {
      const one = find(id);
      if (sha256(verifier) !== one.challenge || origin !== one.origin) {
        throw new PlaybookError('token_refused', 'The verifier does not belong to this pairing request.');
      }
      if (one.decision === undefined) {
        await settledOrLate(one.settled.promise, clock, signal);
      }
      if (one.decision === undefined) return asking.has(id) ? { status: 'pending' } : { status: 'declined' };
      // Deleted before the answer leaves: two claims at once must not get two tokens.
      if (!asking.delete(id)) find(id);
      if (one.decision === 'declined') return { status: 'declined' };
      const actor = one.decision.confirmed;
      return { status: 'confirmed', token: tokens.issue(actor, one.origin), actor };
    },
    pending() {
      sweep();
      return open().map(publicPart);
    },
    confirm(id, actor) {
      const one = undecided(id);
      one.decision = {
        confirmed: actor ?? (one.label === undefined ? owner : `${one.label}, paired by ${owner}`),
      };
      tell(one, 'confirmed');
      return publicPart(one);
    },
    decline(id) {
      const one = undecided(id);
      one.decision = 'declined';
      tell(one, 'declined');
      return publicPart(one);
    },
    createLink: (actor) => links.create(actor ?? owner),
    redeem(code, origin) {
      const actor = links.take(code);
      return { token: tokens.issue(actor, origin), actor };
    },
    onPending: (listener) => subscribe(pendingListeners, listener),
    onSettled: (listener) => subscribe(settledListeners, listener),
    close() {
      for (const one of open()) tell(one, 'ended');
      asking.clear();
      links.clear();
      tokens.clear();
    },
  };
}

function publicPart({ id, words, label, origin, expiresAt }: Asking): PendingPairing {
  return { id, words, origin, expiresAt, ...(label === undefined ? {} : { label }) };
}

function subscribe<Listener>(all: Set<Listener>, listener: Listener): () => void {
  all.add(listener);
  return () => void all.delete(listener);
}
