// Owns order-sync's configuration: what can be set, and its numbered revisions. A revision never changes.
import { z } from 'zod';

export const Fallback = z.strictObject({ mode: z.enum(['off', 'cached']) });
export const Throttle = z.strictObject({ requestsPerSecond: z.int().min(1).max(1_000).nullable() });
export const Degraded = z.strictObject({ mode: z.enum(['off', 'on']) });
export const Rollback = z.strictObject({ revision: z.int().min(1) });

export interface Config {
  readonly fallback: z.output<typeof Fallback>;
  readonly throttle: z.output<typeof Throttle>;
  readonly degraded: z.output<typeof Degraded>;
}

export interface Revision {
  readonly revision: number;
  readonly at: string;
  /** What was asked for, in a few words. */
  readonly change: string;
  readonly config: Config;
}

/** Where an order's charge comes from; degraded outweighs cached. */
export type Mode = 'live' | 'cached' | 'degraded';

const INITIAL: Config = {
  fallback: { mode: 'off' },
  throttle: { requestsPerSecond: null },
  degraded: { mode: 'off' },
};

export function modeOf(config: Config): Mode {
  if (config.degraded.mode === 'on') return 'degraded';
  return config.fallback.mode === 'cached' ? 'cached' : 'live';
}

export class Settings {
  readonly #revisions: Revision[] = [];
  readonly #onChange: (revision: Revision) => void;

  constructor(onChange: (revision: Revision) => void) {
    this.#onChange = onChange;
    this.#revisions.push(this.#make(1, 'start', INITIAL));
  }

  get current(): Revision {
    return this.#revisions.at(-1) ?? this.#make(1, 'start', INITIAL);
  }

  get all(): readonly Revision[] {
    return [...this.#revisions];
  }

  /** Makes a new revision with the change laid over the current configuration. */
  change(change: string, part: Partial<Config>): Revision {
    const revision = this.#make(this.current.revision + 1, change, { ...this.current.config, ...part });
    this.#revisions.push(revision);
    this.#onChange(revision);
    return revision;
  }

  has(revision: number): boolean {
    return this.#revisions.some((known) => known.revision === revision);
  }

  /** Makes a new revision with the configuration of an earlier one, which must be known. */
  rollBack(to: number): Revision {
    const earlier = this.#revisions.find((known) => known.revision === to) ?? this.current;
    return this.change(`roll back to revision ${to}`, earlier.config);
  }

  #make(revision: number, change: string, config: Config): Revision {
    return { revision, at: new Date().toISOString(), change, config };
  }
}
