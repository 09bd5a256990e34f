// Owns order-sync's structured log: one JSON object a line, the newest last, bounded.
import type { Field } from './logging.ts';

export const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type Level = (typeof LEVELS)[number];

export const EVENTS = [
  'order.processed',
  'order.failed',
  'order.quarantined',
  'order.rejected',
  'order.tracked',
  'config.changed',
  'logging.changed',
  'key.changed',
  'preflight.passed',
  'preflight.failed',
  'upstream.exchange',
  'field.unknown',
  'webhook.taken',
  'webhook.repeated',
  'webhook.refused',
  'tracking.complete',
  'tracking.circled',
  'tracking.failed',
] as const;

export interface LogEvent extends Partial<Readonly<Record<Field, unknown>>> {
  readonly at: string;
  readonly level: Level;
  readonly event: (typeof EVENTS)[number];
  readonly revision: number;
  /** W3C trace id of the exchange with the upstream, when there was one. */
  readonly traceId?: string;
  readonly order?: string;
  readonly charge?: string;
  readonly detail?: string;
}

export interface LogQuery {
  readonly limit: number;
  /** This level and those above. */
  readonly level?: Level | undefined;
  readonly event?: string | undefined;
}

const MAX_EVENTS = 5_000;

export class EventLog {
  readonly #revision: () => number;
  #events: LogEvent[] = [];

  /** `revision` tells which configuration is in force. */
  constructor(revision: () => number) {
    this.#revision = revision;
  }

  write(event: Omit<LogEvent, 'at' | 'revision'>): void {
    this.#events.push({ at: new Date().toISOString(), revision: this.#revision(), ...event });
    if (this.#events.length > MAX_EVENTS) this.#events = this.#events.slice(MAX_EVENTS / 2);
  }

  /** The newest events that fit, as JSON lines, oldest first. */
  lines({ limit, level = 'debug', event }: LogQuery): string {
    return this.#events
      .filter((one) => LEVELS.indexOf(one.level) >= LEVELS.indexOf(level))
      .filter((one) => event === undefined || one.event === event)
      .slice(-limit)
      .map((one) => `${JSON.stringify(one)}\n`)
      .join('');
  }
}
