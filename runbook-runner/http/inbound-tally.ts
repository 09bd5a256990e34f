// Counts what the inbound listener refuses, and tells it so seldom that a flood cannot fill a terminal or a disk.
import type { PlaybookError } from '../errors/index.ts';
import type { ClockPort } from '../ports/clock.ts';

const TOLD_EVERY_MS = 60_000;
/** Addresses and reasons that are told apart; what a stranger makes up beyond them is counted together. */
const MOST_KINDS = 100;
const ELSE = 'other addresses';

export class InboundTally {
  readonly #clock: Pick<ClockPort, 'monotonicMs'>;
  readonly #report: (text: string) => void;
  readonly #counts = new Map<string, { since: number; count: number }>();

  constructor(clock: Pick<ClockPort, 'monotonicMs'>, report: (text: string) => void) {
    this.#clock = clock;
    this.#report = report;
  }

  refused(target: string, error: PlaybookError): void {
    const why = error.data?.reason ?? error.code;
    const kind = `${target} (${why})`;
    const name = this.#counts.has(kind) || this.#counts.size < MOST_KINDS ? kind : ELSE;
    const now = this.#clock.monotonicMs();
    const earlier = this.#counts.get(name);
    const count = (earlier?.count ?? 0) + 1;
    if (earlier !== undefined && now - earlier.since < TOLD_EVERY_MS) {
      earlier.count = count;
      return;
    }
    this.#counts.set(name, { since: now, count });
    const cause = error.cause instanceof Error ? ` ${error.cause.message}` : '';
    this.#report(`Webhook refused at ${name}, ${count} so far: ${error.message}${cause}`);
  }
}
