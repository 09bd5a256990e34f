// Of many samples, keeps the exchange that best shows the outcome: the first failing, else the last.
import type { AssertionResult } from '../../ports/result.ts';
import type { Sent } from './session.ts';

/** One exchange; `ms` from the request written to the last byte, null without a usable response. */
export interface Sampled extends Sent {
  readonly ms: number | null;
}

export interface Judged extends Sampled {
  readonly assertions: readonly AssertionResult[];
}

/** Bodies that wait to be judged; more are judged at once, so that the memory stays bounded. */
const MAX_WAITING_BYTES = 8 * 1_048_576;

const bytesOf = ({ outcome }: Sent): number => (outcome.ok ? outcome.response.body.byteLength : 0);

export class Exhibit {
  readonly #judge: (one: Sampled) => Promise<readonly AssertionResult[]>;
  #waiting: Sampled[] = [];
  #bytes = 0;
  #unusable: Judged | undefined;
  #broken: Judged | undefined;
  #last: Judged | undefined;

  constructor(judge: (one: Sampled) => Promise<readonly AssertionResult[]>) {
    this.#judge = judge;
  }

  /** Judging waits until nothing is in flight: it takes the processor, and would show as latency. */
  async add(one: Sampled): Promise<void> {
    this.#waiting.push(one);
    this.#bytes += bytesOf(one);
    if (this.#bytes > MAX_WAITING_BYTES) await this.#judgeWaiting();
  }

  /** With a declared cap on errors, samples within it do not decide. */
  async pick(tolerated: boolean): Promise<Judged | undefined> {
    await this.#judgeWaiting();
    if (tolerated) return this.#broken ?? this.#last ?? this.#unusable;
    return this.#unusable ?? this.#broken ?? this.#last;
  }

  async #judgeWaiting(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    for (const one of waiting) {
      const judged = { ...one, assertions: await this.#judge(one) };
      if (judged.ms === null) this.#unusable ??= judged;
      else if (judged.assertions.some((assertion) => assertion.outcome !== 'pass')) this.#broken ??= judged;
      else this.#last = judged;
    }
  }
}
