// What the routes are handed, and what the gates leave for them on a request.
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Runner } from '../core/runner.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { Queue } from './gates/queue.ts';
import type { Pairings } from './pairing.ts';

export interface Edge {
  readonly runner: Runner;
  readonly clock: ClockPort;
  readonly pairings: Pairings;
  readonly queue: Queue;
  /** Version of the program. */
  readonly version: string;
  /** Gets every error that we did not foresee; the answer says nothing of it. */
  readonly report: (error: unknown) => void;
}

/** `open`: before pairing. `paired`: a paired browser or the terminal. `control`: the owner's terminal alone. */
export type Access = 'open' | 'paired' | 'control';

export interface EdgeEnv {
  Variables: {
    /** Origin of the page that asks; undefined when no browser said so. */
    origin: string | undefined;
    access: Access;
    /** Set where access isn't `open`. */
    actor: string;
    token: string;
  };
}

export type EdgeApp = OpenAPIHono<EdgeEnv>;
