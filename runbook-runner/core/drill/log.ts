// The timeline of a drill, its three times, and the error that ends it as failed.
import type { ClockPort } from '../../ports/clock.ts';
import type { DrillResult } from '../orders.ts';

type Line = DrillResult['timeline'][number];
type Times = { -readonly [Key in keyof DrillResult['times']]: DrillResult['times'][Key] };

/** What a failed drill found wanting; its follow-up is of this kind. */
export type DrillPart = NonNullable<DrillResult['part']>;

/** The runbook did not hold; the message says what was seen instead. */
export class DrillFailed extends Error {
  readonly part: DrillPart;
  constructor(part: DrillPart, message: string) {
    super(message);
    this.part = part;
  }
}

export class DrillLog {
  readonly #clock: ClockPort;
  readonly #observer: (line: Line) => void;
  readonly #began: number;
  readonly #lines: Line[] = [];
  readonly #times: Times = { detectMs: undefined, mitigateMs: undefined, recoverMs: undefined };
  #fault: number | undefined;

  constructor(clock: ClockPort, observer: (line: Line) => void) {
    this.#clock = clock;
    this.#observer = observer;
    this.#began = clock.monotonicMs();
  }

  note(event: string, outcome: string, detail: string): void {
    const line = { atMs: Math.round(this.#clock.monotonicMs() - this.#began), event, outcome, detail };
    this.#lines.push(line);
    this.#observer(line);
  }

  /** The moment from which every time counts. */
  markFault(): void {
    this.#fault = this.#clock.monotonicMs();
  }

  /** Whether the fault was injected, whatever became of it. */
  get broken(): boolean {
    return this.#fault !== undefined;
  }

  /** Milliseconds since the fault was injected, whole. */
  sinceFault(): number {
    return Math.round(this.#clock.monotonicMs() - (this.#fault ?? this.#began));
  }

  /** Keeps the time until now under a name; a later mark replaces an earlier one. */
  mark(name: keyof Times): void {
    this.#times[name] = this.sinceFault();
  }

  told(): Pick<DrillResult, 'timeline' | 'times'> {
    return { timeline: this.#lines, times: this.#times };
  }
}
