// How long what a pairing hands out lives. The clock of the machine may be set back, which prolongs nothing.
import type { ClockPort } from '../ports/clock.ts';

export interface Lifetime {
  readonly endsAt: Date;
  ended(): boolean;
}

/** Ends by whichever clock is there first: the monotonic one may stand still while the machine sleeps. */
export function lifetime(clock: ClockPort, ms: number): Lifetime {
  const endsAt = new Date(clock.now().getTime() + ms);
  const endsAtMonotonicMs = clock.monotonicMs() + ms;
  return { endsAt, ended: () => clock.now() >= endsAt || clock.monotonicMs() >= endsAtMonotonicMs };
}
