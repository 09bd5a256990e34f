// Owns order-sync's structured log: one JSON object a line, the newest last, bounded.
export type Level = 'info' | 'warn' | 'error';

export interface LogEvent {
  readonly at: string;
  readonly level: Level;
  readonly event: string;
  readonly revision: number;
  /** W3C trace id of the exchange with the upstream, when there was one. */
  readonly traceId?: string;
  readonly order?: string;
  readonly charge?: string;
  readonly detail?: string;
}

const MAX_EVENTS = 5_000;

export class EventLog {
  #events: LogEvent[] = [];

  write(event: Omit<LogEvent, 'at'>): void {
    this.#events.push({ at: new Date().toISOString(), ...event });
    if (this.#events.length > MAX_EVENTS) this.#events = this.#events.slice(MAX_EVENTS / 2);
  }

  /** The newest `limit` events as JSON lines. */
  lines(limit: number): string {
    return this.#events
      .slice(-limit)
      .map((event) => `${JSON.stringify(event)}\n`)
      .join('');
  }
}
