// Owns order-sync's exchanges with one upstream: a deadline, a trace id, a metric and, where asked for, a log line each.
import { randomBytes } from 'node:crypto';
import type { LookupFunction } from 'node:net';
import { type Dispatcher, Pool } from 'undici';
import { codeOf, type Link, linkOf } from './broken-link.ts';
import type { UpstreamName } from './config.ts';
import type { EventLog } from './event-log.ts';
import type { Field, Logging } from './logging.ts';
import type { UpstreamMetrics } from './metrics.ts';

/** What is asked of an upstream: data, a token, or something about our keys. */
export type Purpose = 'data' | 'token' | 'key';

export interface Failure {
  readonly ok: false;
  /** What failed: it decides whether the gate closes, the queue pauses, or the record is set aside. */
  readonly kind: Link | 'credential' | 'timeout' | 'rate-limit' | 'status' | 'schema' | 'unfit' | 'refused';
  readonly detail: string;
  readonly traceId: string;
  /** What was answered, where a credential was not taken: 401 is about the credential, 503 is not. */
  readonly status?: number;
  /** From Retry-After, in milliseconds. */
  readonly retryAfterMs?: number;
}
export type Answer<Value> = { readonly ok: true; readonly value: Value; readonly traceId: string } | Failure;

export const failure = (kind: Failure['kind'], detail: string, traceId: string): Failure => ({
  ok: false,
  kind,
  detail,
  traceId,
});

export interface Exchange {
  readonly purpose: Purpose;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  /** Which key it is sent with. */
  readonly keyId?: string | null;
}

export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Undefined when the text is no JSON: no record parses from undefined. */
  readonly body: unknown;
}

export interface Watching {
  readonly metrics: UpstreamMetrics;
  readonly log: EventLog;
  readonly logging: Logging;
}

/** How an upstream is reached: whom we trust, who knows its name, and what we show where that is asked for. */
export interface Reached {
  readonly url: string;
  readonly tls: {
    readonly ca: string;
    readonly lookup: LookupFunction;
    readonly cert?: string;
    readonly key?: string;
  };
}

interface Options extends Watching, Reached {
  readonly upstream: UpstreamName;
}

const MAX_RETRY_AFTER_MS = 30_000;
const MAX_BODY_LOGGED = 2_048;

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Milliseconds that Retry-After asks for, in either of its forms (RFC 9110 §10.2.3); undefined when it says none. */
function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const text = String(header ?? '');
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), MAX_RETRY_AFTER_MS) : undefined;
}

/** What a status that isn't the wanted one means. */
export function refusalOf({ status, headers, body }: Received, traceId: string): Failure {
  if (status === 401) return { ...failure('credential', 'the credential was refused', traceId), status };
  const pauseMs = retryAfterMs(headers['retry-after']);
  const pause = pauseMs === undefined ? {} : { retryAfterMs: pauseMs };
  if (status === 429) return { ...failure('rate-limit', `status ${status}`, traceId), ...pause };
  // Only the upstream itself says its codes; a proxy's or a maintenance page's status decides no order.
  const code = (body as { code?: unknown } | undefined)?.code;
  const final = [404, 409, 422].includes(status) && typeof code === 'string';
  return { ...failure(final ? 'refused' : 'status', final ? code : `status ${status}`, traceId), ...pause };
}

export class Connection {
  readonly #options: Options;
  readonly #pool: Pool;

  constructor(options: Options) {
    this.#options = options;
    this.#pool = new Pool(options.url, { connect: options.tls, connections: 16 });
  }

  async exchange(exchange: Exchange): Promise<Answer<Received>> {
    const traceId = randomBytes(16).toString('hex');
    const began = performance.now();
    try {
      const response = await this.#send(exchange, traceId);
      const text = await response.body.text();
      const { statusCode: status, headers } = response;
      this.#seen(exchange, traceId, performance.now() - began, { status, headers, text });
      return { ok: true, value: { status, headers, body: jsonOf(text) }, traceId };
    } catch (error) {
      this.#seen(exchange, traceId, performance.now() - began);
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      if (timedOut) return failure('timeout', `no answer within ${exchange.timeoutMs} ms`, traceId);
      return failure(linkOf(error), codeOf(error), traceId);
    }
  }

  /** Counts fields that the contract does not know, and logs each that came for the first time. */
  noteUnknown(pointers: readonly string[], traceId: string): void {
    const { upstream, metrics, log } = this.#options;
    for (const detail of metrics.unknown.saw(upstream, pointers))
      log.write({ level: 'warn', event: 'field.unknown', upstream, detail, traceId });
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  #send(exchange: Exchange, traceId: string): Promise<Dispatcher.ResponseData> {
    return this.#pool.request({
      method: exchange.method,
      path: exchange.path,
      headers: {
        ...exchange.headers,
        'user-agent': 'order-sync/1.0',
        traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
      },
      body: exchange.body ?? null,
      signal: AbortSignal.timeout(exchange.timeoutMs),
    });
  }

  #seen(
    exchange: Exchange,
    traceId: string,
    ms: number,
    answer?: { status: number; headers: Received['headers']; text: string },
  ): void {
    const { upstream, metrics, log, logging } = this.#options;
    const { purpose, method, path } = exchange;
    metrics.observe({ upstream, purpose, status: String(answer?.status ?? 'none'), ms });
    const { level, fields } = logging.current;
    if (level !== 'debug') return;
    const body = (text: string | undefined): string | null =>
      purpose === 'data' ? (text?.slice(0, MAX_BODY_LOGGED) ?? null) : 'not captured';
    const seen: Record<Field, unknown> = {
      ...{ upstream, method, path, status: answer?.status ?? null, durationMs: Math.round(ms * 10) / 10 },
      requestId: answer?.headers['x-request-id'] ?? null,
      contentType: answer?.headers['content-type'] ?? null,
      retryAfter: answer?.headers['retry-after'] ?? null,
      rateLimit: answer?.headers.ratelimit ?? null,
      apiVersion: answer?.headers[`${upstream}-version`] ?? null,
      keyId: exchange.keyId ?? null,
      requestBody: body(exchange.body),
      responseBody: body(answer?.text),
    };
    const captured = Object.fromEntries(fields.map((field) => [field, seen[field]]));
    log.write({ level: 'debug', event: 'upstream.exchange', traceId, ...captured });
  }
}
