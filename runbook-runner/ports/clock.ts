// Time, so that tests can pass their own.
export interface ClockPort {
  now(): Date;
  /** Milliseconds from an arbitrary origin; never goes back. */
  monotonicMs(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
