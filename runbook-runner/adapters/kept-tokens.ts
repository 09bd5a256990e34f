// Tokens in memory, until shortly before they end; whoever needs the same one meanwhile waits for one request.
import type { ClockPort } from '../ports/clock.ts';
import type { AuthGrant, AuthOutcome } from '../ports/credential.ts';

/** A token is renewed this long before it ends, so that none ends on its way. */
const MARGIN_MS = 30_000;

interface Wanted {
  readonly key: string;
  /** The credentials that it is granted for: another value needs another token. */
  readonly secret: string;
  readonly fresh: boolean;
  /** Of whoever wants it: the time that is left, or that it was given up. */
  readonly signal: AbortSignal;
  /** What is told when the signal comes before the token. */
  readonly tooLate: () => AuthOutcome;
}

/** What says nothing of the credential or of its server: only how long one caller was ready to wait. */
const OF_ONE_CALLER = ['timeout', 'interrupted'];

const isOfOneCaller = (outcome: AuthOutcome) => !outcome.ok && OF_ONE_CALLER.includes(outcome.problem.class);

/** The outcome of a request that another caller made, as long as we can wait for it. */
function waitFor(outcome: Promise<AuthOutcome>, { signal, tooLate }: Wanted): Promise<AuthOutcome> {
  return new Promise((tell, fail) => {
    const leave = () => tell(tooLate());
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    outcome.then(tell, fail).finally(() => signal.removeEventListener('abort', leave));
  });
}

export class KeptTokens {
  readonly #clock: ClockPort;
  readonly #kept = new Map<string, { readonly secret: string; readonly grant: AuthGrant }>();
  readonly #pending = new Map<string, { readonly secret: string; readonly outcome: Promise<AuthOutcome> }>();

  constructor(clock: ClockPort) {
    this.#clock = clock;
  }

  async get(wanted: Wanted, obtain: () => Promise<AuthOutcome>): Promise<AuthOutcome> {
    const { key, secret, fresh, signal } = wanted;
    const before = this.#kept.get(key);
    if (!fresh && before?.secret === secret && this.#isGood(before.grant)) {
      return { ok: true, grant: before.grant };
    }
    const running = fresh ? undefined : this.#pending.get(key);
    if (running?.secret === secret) {
      const outcome = await waitFor(running.outcome, wanted);
      return isOfOneCaller(outcome) && !signal.aborted ? this.get(wanted, obtain) : outcome;
    }
    const started = { secret, outcome: obtain() };
    this.#pending.set(key, started);
    try {
      const outcome = await started.outcome;
      // One that was asked for later, with other credentials or to be fresh, counts.
      if (outcome.ok && this.#pending.get(key) === started) {
        // What it proved, it proved then.
        const { proven: _, aheadMs: __, ...grant } = outcome.grant;
        this.#kept.set(key, { secret, grant });
      }
      return outcome;
    } finally {
      if (this.#pending.get(key) === started) this.#pending.delete(key);
    }
  }

  #isGood({ expiresAt }: AuthGrant): boolean {
    return expiresAt !== undefined && expiresAt.getTime() - this.#clock.now().getTime() > MARGIN_MS;
  }
}
