// Owns the log of the requests that a server of the sandbox received, newest last, bounded.
import type { MiddlewareHandler } from 'hono';
import type { LogEntry } from '../ports/sandbox.ts';

const MAX_ENTRIES = 20_000;

/** The product name of a User-Agent: `order-sync/1.0` → `order-sync`. */
function clientOf(userAgent: string | undefined): string {
  return userAgent?.match(/^[^/\s]+/)?.[0] ?? 'unknown';
}

/** The trace id of a W3C `traceparent`, or null. */
function traceIdOf(traceparent: string | undefined): string | null {
  return traceparent?.match(/^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-/)?.[1] ?? null;
}

/** An entry whose status is still to come. */
type Arrived = { -readonly [Key in keyof LogEntry]: LogEntry[Key] };

export class RequestLog {
  readonly server: string;
  #entries: LogEntry[] = [];

  constructor(server: string) {
    this.server = server;
  }

  entries(): readonly LogEntry[] {
    return [...this.#entries];
  }

  /** Records a request when it arrives, so that `at` is comparable with a fault's start; the status follows. */
  arrived(method: string, path: string, header: (name: string) => string | undefined): Arrived {
    const entry: Arrived = {
      at: new Date().toISOString(),
      server: this.server,
      method,
      path,
      status: null,
      client: clientOf(header('user-agent')),
      traceId: traceIdOf(header('traceparent')),
    };
    this.#entries.push(entry);
    if (this.#entries.length > MAX_ENTRIES) this.#entries = this.#entries.slice(MAX_ENTRIES / 2);
    return entry;
  }

  middleware(): MiddlewareHandler {
    return async (context, next) => {
      const { method, path } = context.req;
      const entry = this.arrived(method, path, (name) => context.req.header(name));
      await next();
      entry.status = context.res.status;
    };
  }
}
