// Owns order-sync's conversation with Lumenpay: tokens, charges read and made, keys asked for and ended.
import { answerOf, endedOr } from './answered.ts';
import { type Charge, parseCharge, parseChargeList } from './charge.ts';
import type { Config } from './config.ts';
import {
  type Answer,
  type Connection,
  type Exchange,
  type Failure,
  failure,
  type Received,
  refusalOf,
} from './connection.ts';
import type { Key, KeySlots } from './key-slots.ts';
import type { Order } from './order.ts';
import { rulesFor } from './record.ts';

interface Options {
  readonly connection: Connection;
  readonly clientId: string;
  readonly keys: KeySlots;
  readonly config: () => Config;
}

const DATA_TIMEOUT_MS = 500;
const TOKEN_TIMEOUT_MS = 2_000;
/** A token is renewed when less than this is left. */
const TOKEN_MARGIN_MS = 60_000;

interface Token {
  readonly value: string;
  readonly keyId: string;
  readonly endsAtMs: number;
}

export class LumenpayClient {
  readonly #options: Options;
  #token: Token | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Makes sure that there is a token of the active key with time left; undefined when there is. */
  async authorize(): Promise<Failure | undefined> {
    const { active } = this.#options.keys;
    const { keyId, endsAtMs = 0 } = this.#token ?? {};
    if (keyId === active.keyId && endsAtMs - Date.now() > TOKEN_MARGIN_MS) return undefined;
    const granted = await this.#grant(active);
    if (!granted.ok) return granted;
    this.#token = granted.value;
    return undefined;
  }

  /** A token with the key, which is thrown away: it shows that the key works. */
  async probe(key: Key): Promise<Failure | undefined> {
    const granted = await this.#grant(key);
    return granted.ok ? undefined : granted;
  }

  charge(id: string): Promise<Answer<Charge>> {
    return this.#data({ method: 'GET', path: `/v1/charges/${id}` }, 200);
  }

  /** Charges for an order. The key is the order's id: repeated after an unknown outcome, it still charges once. */
  chargeFor(order: Order): Promise<Answer<Charge>> {
    const metadata = { order: order.id, repeats: order.charge };
    const body = JSON.stringify({ amount: order.amount, currency: 'EUR', metadata });
    return this.#data({ method: 'POST', path: '/v1/charges', body, key: order.id }, 201);
  }

  /** The first page: enough to fill the cache with. */
  async charges(): Promise<Answer<readonly Charge[]>> {
    const answer = await this.#ask({ method: 'GET', path: '/v1/charges?limit=100' });
    if (!answer.ok) return answer;
    if (answer.value.status !== 200) return this.#refused(answer.value, answer.traceId);
    const charges = parseChargeList(answer.value.body, rulesFor(this.#options.config(), 'lumenpay'));
    if (charges === undefined) return failure('schema', 'the list of charges is no list', answer.traceId);
    return { ...answer, value: charges };
  }

  async issueKey(idempotencyKey: string): Promise<Answer<Key>> {
    const headers = { 'idempotency-key': idempotencyKey };
    const answer = await this.#keyExchange('POST', '/oauth/client_secrets', headers);
    if (!answer.ok) return answer;
    const { key_id: keyId, client_secret: secret } = (answer.value.body ?? {}) as Record<string, unknown>;
    if (answer.value.status === 201 && typeof keyId === 'string' && typeof secret === 'string')
      return { ...answer, value: { keyId, secret } };
    return refusalOf(answer.value, answer.traceId);
  }

  async revokeKey(keyId: string): Promise<Failure | undefined> {
    const answer = await this.#keyExchange('DELETE', `/oauth/client_secrets/${encodeURIComponent(keyId)}`);
    return endedOr(answer);
  }

  async #data(
    asked: { method: 'GET' | 'POST'; path: string; body?: string; key?: string },
    status: number,
  ): Promise<Answer<Charge>> {
    const answer = await this.#ask(asked);
    if (!answer.ok) return answer;
    if (answer.value.status !== status) return this.#refused(answer.value, answer.traceId);
    const { connection, config } = this.#options;
    return answerOf(
      parseCharge(answer.value.body, rulesFor(config(), 'lumenpay')),
      connection,
      answer.traceId,
    );
  }

  #refused(received: Received, traceId: string): Failure {
    const refusal = refusalOf(received, traceId);
    if (refusal.kind === 'credential') this.#token = undefined;
    return refusal;
  }

  #ask(asked: {
    method: 'GET' | 'POST';
    path: string;
    body?: string;
    key?: string;
  }): Promise<Answer<Received>> {
    const { connection, config } = this.#options;
    const { method, path, body, key } = asked;
    const pinned = config().versions.lumenpay;
    return connection.exchange({
      ...{ purpose: 'data', method, path, timeoutMs: DATA_TIMEOUT_MS },
      keyId: this.#token?.keyId ?? null,
      headers: {
        authorization: `Bearer ${this.#token?.value ?? ''}`,
        accept: 'application/json',
        ...(pinned === null ? {} : { 'lumenpay-version': pinned }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body === undefined ? {} : { body }),
    });
  }

  async #grant(key: Key): Promise<Answer<Token>> {
    const answer = await this.#basic(key, {
      ...{ purpose: 'token', method: 'POST', path: '/oauth/token', timeoutMs: TOKEN_TIMEOUT_MS },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&scope=charges%3Aread%20charges%3Awrite',
    });
    if (!answer.ok) return answer;
    const { traceId, value: received } = answer;
    const { status } = received;
    const granted = (received.body ?? {}) as { access_token?: unknown; expires_in?: unknown };
    const { access_token: value, expires_in: seconds } = granted;
    if (status !== 200 || typeof value !== 'string' || typeof seconds !== 'number')
      return { ...failure('credential', `the token endpoint answered ${status}`, traceId), status };
    return { ok: true, traceId, value: { value, keyId: key.keyId, endsAtMs: Date.now() + seconds * 1_000 } };
  }

  #keyExchange(
    method: 'POST' | 'DELETE',
    path: string,
    headers: Exchange['headers'] = {},
  ): Promise<Answer<Received>> {
    const { active } = this.#options.keys;
    return this.#basic(active, { purpose: 'key', method, path, timeoutMs: TOKEN_TIMEOUT_MS, headers });
  }

  /** An exchange in which the client authenticates itself (RFC 6749 §2.3.1). */
  #basic(key: Key, exchange: Exchange): Promise<Answer<Received>> {
    const pair = `${encodeURIComponent(this.#options.clientId)}:${encodeURIComponent(key.secret)}`;
    const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
    const headers = { ...exchange.headers, authorization };
    return this.#options.connection.exchange({ ...exchange, headers, keyId: key.keyId });
  }
}
