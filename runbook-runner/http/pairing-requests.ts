// The browsers that wait to be paired: who asks, in which words, and what the person at the terminal decided.
import { randomInt, randomUUID } from 'node:crypto';
import { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';
import { type Lifetime, lifetime } from './lifetime.ts';
import { pairingWords } from './pairing-words.ts';
import type { PendingPairing } from './schemas/answers.ts';

/** Nobody has to hurry to the terminal, but a forgotten request doesn't wait for ever. */
const LIFE_MS = 10 * 60_000;
const MOST_WAITING = 8;

export interface PairingRequest extends PendingPairing {
  /** SHA-256 of the verifier that only the asking page knows. */
  readonly challenge: string;
  readonly life: Lifetime;
  /** Resolves when it is decided or has ended. */
  readonly settled: PromiseWithResolvers<void>;
  /** Ends the claim that waits for the decision. */
  leave: (() => void) | undefined;
  /** Whom it was confirmed for, or that it was declined; undefined while it waits. */
  decision: { readonly confirmed: string } | 'declined' | undefined;
}

export type OnPending = (pending: PendingPairing) => void;
export type OnSettled = (pending: PendingPairing, how: 'confirmed' | 'declined' | 'ended') => void;

export class PairingRequests {
  readonly #clock: ClockPort;
  readonly #all = new Map<string, PairingRequest>();
  readonly #onPending = new Set<OnPending>();
  readonly #onSettled = new Set<OnSettled>();

  constructor(clock: ClockPort) {
    this.#clock = clock;
  }

  /** Throws `queue_full` when too many wait already. */
  open(asked: { challenge: string; label?: string | undefined; origin: string }): PendingPairing {
    const waiting = this.waiting();
    if (waiting.length >= MOST_WAITING) {
      throw new PlaybookError('queue_full', `${MOST_WAITING} browsers already wait to be paired.`, {
        hint: 'Confirm or decline them in the terminal: npm run -s playbook -- pair',
      });
    }
    const { challenge, label, origin } = asked;
    const life = lifetime(this.#clock, LIFE_MS);
    const one: PairingRequest = {
      ...{
        id: randomUUID(),
        words: wordsBeside(waiting),
        origin,
        challenge,
        life,
        decision: undefined,
        leave: undefined,
      },
      ...(label === undefined ? {} : { label }),
      expiresAt: life.endsAt.toISOString(),
      settled: Promise.withResolvers<void>(),
    };
    this.#all.set(one.id, one);
    const pending = publicPart(one);
    for (const listener of this.#onPending) listener(pending);
    return pending;
  }

  /** Throws `unknown_pairing`. */
  find(id: string): PairingRequest {
    this.#sweep();
    const one = this.#all.get(id);
    if (one) return one;
    throw new PlaybookError('unknown_pairing', 'No pairing request has this id, or it has ended.');
  }

  has(id: string): boolean {
    return this.#all.has(id);
  }

  /** Takes a decided request away, so that its token is given once. Throws `unknown_pairing` at the second time. */
  take(id: string): void {
    if (!this.#all.delete(id)) this.find(id);
  }

  /** Those without a decision, the oldest first. */
  waiting(): readonly PairingRequest[] {
    this.#sweep();
    return this.#undecided();
  }

  /** `confirmed` names the actor of the records. Throws `unknown_pairing` when it was decided before. */
  decide(id: string, decide: (one: PairingRequest) => { confirmed: string } | 'declined'): PendingPairing {
    const one = this.find(id);
    if (one.decision !== undefined) {
      throw new PlaybookError('unknown_pairing', 'The pairing request was decided before.');
    }
    one.decision = decide(one);
    this.#tell(one, one.decision === 'declined' ? 'declined' : 'confirmed');
    return publicPart(one);
  }

  onPending(listener: OnPending): () => void {
    return subscribe(this.#onPending, listener);
  }

  onSettled(listener: OnSettled): () => void {
    return subscribe(this.#onSettled, listener);
  }

  close(): void {
    for (const one of this.#undecided()) this.#tell(one, 'ended');
    this.#all.clear();
  }

  #undecided(): PairingRequest[] {
    return [...this.#all.values()].filter((one) => one.decision === undefined);
  }

  #sweep(): void {
    for (const [id, one] of this.#all) {
      if (!one.life.ended()) continue;
      this.#all.delete(id);
      if (one.decision === undefined) this.#tell(one, 'ended');
    }
  }

  #tell(one: PairingRequest, how: Parameters<OnSettled>[1]): void {
    one.settled.resolve();
    for (const listener of this.#onSettled) listener(publicPart(one), how);
  }
}

/** What may be shown: without the challenge. */
export function publicPart({ id, words, label, origin, expiresAt }: PairingRequest): PendingPairing {
  return { id, words, origin, expiresAt, ...(label === undefined ? {} : { label }) };
}

/** Words that no waiting request has: they are compared by eye. */
function wordsBeside(waiting: readonly PairingRequest[]): string {
  const taken = new Set(waiting.map((one) => one.words));
  let words = pairingWords(randomInt);
  while (taken.has(words)) words = pairingWords(randomInt);
  return words;
}

function subscribe<Listener>(all: Set<Listener>, listener: Listener): () => void {
  all.add(listener);
  return () => void all.delete(listener);
}
