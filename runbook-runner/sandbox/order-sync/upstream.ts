// Owns order-sync's conversation with Lumenpay: token, charges, a deadline of 500 ms, a trace id on every exchange.
import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { type Charge, parseCharge, parseChargeList } from './charge.ts';
import type { UpstreamMetrics } from './metrics.ts';

export interface Failure {
  readonly ok: false;
  /** What failed: it decides whether the gate closes or the queue pauses. */
  readonly kind: 'connection' | 'credential' | 'timeout' | 'rate-limit' | 'status' | 'schema';
  readonly detail: string;
  readonly traceId: string;
  /** From Retry-After, in milliseconds. */
  readonly retryAfterMs?: number;
}
export type Answer<Value> = { readonly ok: true; readonly value: Value; readonly traceId: string } | Failure;

interface Options {
  readonly url: string;
  readonly ca: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly metrics: UpstreamMetrics;
}

interface Exchange {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
}

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

const DATA_TIMEOUT_MS = 500;
const TOKEN_TIMEOUT_MS = 2_000;
/** A token is renewed when less than this is left. */
const TOKEN_MARGIN_MS = 60_000;
const MAX_RETRY_AFTER_MS = 30_000;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

export class Upstream {
  readonly #options: Options;
  readonly #pool: Pool;
  #token: { readonly value: string; readonly endsAtMs: number } | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#pool = new Pool(options.url, { connect: { ca: options.ca }, connections: 16 });
  }

  /** Makes sure that there is a token with time left; undefined when there is. */
  async authorize(): Promise<Failure | undefined> {
    if (this.#token && this.#token.endsAtMs - Date.now() > TOKEN_MARGIN_MS) return undefined;
    const { id, secret } = this.#options.client;
    const answer = await this.#exchange({
      method: 'POST',
      path: '/oauth/token',
      headers: {
        authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials&scope=charges%3Aread',
      timeoutMs: TOKEN_TIMEOUT_MS,
    });
    if (!answer.ok) return answer;
    const granted = answer.value.body as { access_token?: unknown; expires_in?: unknown } | undefined;
    const { access_token: value, expires_in: seconds } = granted ?? {};
    if (answer.value.status !== 200 || typeof value !== 'string' || typeof seconds !== 'number')
      return this.#failure(
        'credential',
        `the token endpoint answered ${answer.value.status}`,
        answer.traceId,
      );
    this.#token = { value, endsAtMs: Date.now() + seconds * 1_000 };
    return undefined;
  }

  charge(id: string): Promise<Answer<Charge>> {
    return this.#read(`/v1/charges/${id}`, parseCharge);
  }

  async charges(): Promise<Answer<readonly Charge[]>> {
    const answer = await this.#read('/v1/charges?limit=100', parseChargeList);
    return answer.ok ? { ...answer, value: answer.value.data } : answer;
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #read<Value>(
    path: string,
    parse: (body: unknown) => { ok: true; value: Value } | { ok: false; why: string },
  ): Promise<Answer<Value>> {
    const headers = { authorization: `Bearer ${this.#token?.value ?? ''}`, accept: 'application/json' };
    const answer = await this.#exchange({ method: 'GET', path, headers, timeoutMs: DATA_TIMEOUT_MS });
    if (!answer.ok) return answer;
    const { traceId } = answer;
    const refused = this.#refusal(answer.value, traceId);
    if (refused) return refused;
    const parsed = parse(answer.value.body);
    return parsed.ok
      ? { ok: true, value: parsed.value, traceId }
      : this.#failure('schema', parsed.why, traceId);
  }

  #refusal({ status, headers }: Received, traceId: string): Failure | undefined {
    if (status === 200) return undefined;
    if (status === 401) {
      this.#token = undefined;
      return this.#failure('credential', 'the access token was refused', traceId);
    }
    const retryAfterS = Number(headers['retry-after'] ?? Number.NaN);
    const failure = this.#failure(status === 429 ? 'rate-limit' : 'status', `status ${status}`, traceId);
    if (!Number.isFinite(retryAfterS)) return failure;
    return { ...failure, retryAfterMs: Math.min(retryAfterS * 1_000, MAX_RETRY_AFTER_MS) };
  }

  #failure(kind: Failure['kind'], detail: string, traceId: string): Failure {
    return { ok: false, kind, detail, traceId };
  }

  async #exchange(exchange: Exchange): Promise<Answer<Received>> {
    const traceId = randomBytes(16).toString('hex');
    const began = performance.now();
    let status = 'none';
    try {
      const { statusCode, headers, body } = await this.#pool.request({
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
      status = String(statusCode);
      const text = await body.text();
      return { ok: true, value: { status: statusCode, headers, body: jsonOf(text) }, traceId };
    } catch (error) {
      const timedOut = error instanceof Error && error.name === 'TimeoutError';
      if (timedOut) return this.#failure('timeout', `no answer within ${exchange.timeoutMs} ms`, traceId);
      return this.#failure('connection', codeOf(error), traceId);
    } finally {
      this.#options.metrics.observe(
        exchange.path.startsWith('/v1/') ? 'data' : 'token',
        status,
        performance.now() - began,
      );
    }
  }
}

/** The JSON value of a text, or undefined when it is none: no charge parses from undefined. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
