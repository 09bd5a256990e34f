// Pairing: a page asks, the person confirms in the terminal, the page claims its token. Or a link, from the terminal.
import { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';
import { createLinks, type Link } from './pairing-links.ts';
import {
  type OnPending,
  type OnSettled,
  type PairingRequest,
  PairingRequests,
  publicPart,
} from './pairing-requests.ts';
import type { ClaimAnswer, PendingPairing, Redeemed } from './schemas/answers.ts';
import { createTokens, sha256, type Tokens } from './tokens.ts';

const POLL_MS = 25_000;

export interface Pairings extends Pick<Tokens, 'identify' | 'revoke'> {
  /** Throws `queue_full`. */
  request(asked: { challenge: string; label?: string | undefined; origin: string }): PendingPairing;
  /** Waits for the decision up to 25 s. The token is given once, to who knows the verifier, on the same origin. */
  claim(asked: Claim, signal?: AbortSignal): Promise<ClaimAnswer>;
  pending(): readonly PendingPairing[];
  /** `actor` is the name for the records, else the owner's. A label never stands alone: a page chose it. */
  confirm(id: string, actor?: string): PendingPairing;
  decline(id: string): PendingPairing;
  createLink(actor?: string): Link;
  /** Throws `token_refused` for a code that was used, or is older than a minute. */
  redeem(code: string, origin: string): Redeemed;
  /** Told of each new request; returns the way to stop listening. */
  onPending(listener: OnPending): () => void;
  /** Told when a request was confirmed, declined or ran out, wherever that happened. */
  onSettled(listener: OnSettled): () => void;
  /** Ends every request, link and token. */
  close(): void;
}

interface Claim {
  readonly id: string;
  readonly verifier: string;
  readonly origin: string;
}

export function createPairings({ clock, owner }: { clock: ClockPort; owner: string }): Pairings {
  const tokens = createTokens(clock);
  const links = createLinks(clock);
  const requests = new PairingRequests(clock);
  const paired = (actor: string, origin: string) => ({ token: tokens.issue(actor, origin), actor });
  return {
    identify: tokens.identify,
    revoke: tokens.revoke,
    request: (asked) => requests.open(asked),
    async claim(asked, signal) {
      const actor = await decided(requests, asked, clock, signal);
      return typeof actor === 'string'
        ? { status: actor }
        : { status: 'confirmed', ...paired(actor.confirmed, asked.origin) };
    },
    pending: () => requests.waiting().map(publicPart),
    confirm: (id, actor) => requests.decide(id, ({ label }) => ({ confirmed: actor ?? named(label, owner) })),
    decline: (id) => requests.decide(id, () => 'declined'),
    createLink: (actor) => links.create(actor ?? owner),
    redeem: (code, origin) => paired(links.take(code), origin),
    onPending: (listener) => requests.onPending(listener),
    onSettled: (listener) => requests.onSettled(listener),
    close() {
      requests.close();
      links.clear();
      tokens.clear();
    },
  };
}

const named = (label: string | undefined, owner: string): string =>
  label === undefined ? owner : `${label}, paired by ${owner}`;

/** Waits for the decision on a request; only whoever asked for it is told. Throws `token_refused`, `unknown_pairing`. */
async function decided(
  requests: PairingRequests,
  { id, verifier, origin }: Claim,
  clock: ClockPort,
  signal: AbortSignal | undefined,
): Promise<{ readonly confirmed: string } | 'declined' | 'pending'> {
  const one = requests.find(id);
  if (sha256(verifier) !== one.challenge || origin !== one.origin) {
    throw new PlaybookError('token_refused', 'The verifier does not belong to this pairing request.');
  }
  if (one.decision === undefined) await settledOrLate(one, clock, signal);
  if (one.decision === undefined) return requests.has(id) ? 'pending' : 'declined';
  // Taken before the answer leaves: two claims at once must not get two tokens.
  requests.take(id);
  return one.decision;
}

/**
 * The timer ends with the wait, or it would keep a program alive that ends. One claim waits at a time: without a
 * token, claims held open could otherwise take every connection.
 */
async function settledOrLate(
  one: PairingRequest,
  clock: ClockPort,
  signal: AbortSignal | undefined,
): Promise<void> {
  const waited = new AbortController();
  one.leave?.();
  one.leave = () => waited.abort();
  const ended = signal ? AbortSignal.any([signal, waited.signal]) : waited.signal;
  // A page that goes away ends the wait too; nobody is left to hear of it as an error.
  const late = clock.sleep(POLL_MS, ended).catch(() => {});
  try {
    await Promise.race([one.settled.promise, late]);
  } finally {
    waited.abort();
  }
}
