// Owns what order-sync asks of Stockline: pieces held for a paid order, once, under a token that it signs itself.
import { importPKCS8, SignJWT } from 'jose';
import { z } from 'zod';
import type { Config } from './config.ts';
import { type Answer, type Connection, type Failure, failure, refusalOf } from './connection.ts';
import type { Order } from './order.ts';
import { adapt, rulesFor } from './record.ts';

interface Options {
  readonly connection: Connection;
  readonly key: { readonly keyId: string; readonly secret: string };
  readonly config: () => Config;
}

const ISSUER = 'harbour-vine';
const AUDIENCE = 'https://api.stockline.example';
const TOKEN_LIFETIME_S = 300;
const TIMEOUT_MS = 1_500;
/** Articles that orders ask for in turn: WINE-0011 to WINE-0022. The others are left to checks and drills. */
const FIRST_ARTICLE = 11;
const ARTICLES = 12;

const Reservation = z.object({ id: z.string(), reference: z.string(), quantity: z.int() });

/** The article of an order: its number, in turn. */
const skuOf = ({ id }: Order): string =>
  `WINE-${String(FIRST_ARTICLE + (Number(id.replace(/\D/g, '')) % ARTICLES)).padStart(4, '0')}`;

interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly purpose: 'data' | 'token';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class Stock {
  readonly #options: Options;
  #token: { readonly value: string; readonly endsAtMs: number } | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether certificate and token open Stockline; undefined when they do. */
  async authorize(): Promise<Failure | undefined> {
    const level = z.object({ sku: z.string() });
    const asked = { method: 'GET', path: '/v1/stock/WINE-0011', purpose: 'token' } as const;
    const answer = await this.#ask(asked, 200, level);
    return answer.ok ? undefined : answer;
  }

  /** Holds one piece under the order's id; answers the reservation's. */
  async reserve(order: Order): Promise<Answer<string>> {
    const asked = {
      ...({ method: 'POST', path: '/v1/reservations', purpose: 'data' } as const),
      headers: { 'idempotency-key': order.id, 'content-type': 'application/json' },
      body: JSON.stringify({ sku: skuOf(order), quantity: 1, reference: order.id }),
    };
    const held = await this.#ask(asked, 201, Reservation);
    return held.ok ? { ...held, value: held.value.id } : held;
  }

  async #ask<Value>(asked: Asked, status: number, schema: z.ZodType<Value>): Promise<Answer<Value>> {
    const { connection, key, config } = this.#options;
    const pinned = config().versions.stockline;
    const answer = await connection.exchange({
      ...asked,
      ...{ timeoutMs: TIMEOUT_MS, keyId: key.keyId },
      headers: {
        ...asked.headers,
        authorization: `Bearer ${await this.#signed()}`,
        ...(pinned === null ? {} : { 'stockline-version': pinned }),
      },
    });
    if (!answer.ok) return answer;
    if (answer.value.status !== status) return refusalOf(answer.value, answer.traceId);
    const record = schema.safeParse(adapt(answer.value.body, rulesFor(config(), 'stockline')));
    if (record.success) return { ...answer, value: record.data };
    return failure('schema', z.prettifyError(record.error), answer.traceId);
  }

  /** A token with at least half of its time left. */
  async #signed(): Promise<string> {
    if (this.#token && this.#token.endsAtMs - Date.now() > TOKEN_LIFETIME_S * 500) return this.#token.value;
    const { keyId, secret } = this.#options.key;
    const value = await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256', kid: keyId })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setIssuedAt()
      .setExpirationTime(`${TOKEN_LIFETIME_S}s`)
      .sign(await importPKCS8(secret, 'ES256'));
    this.#token = { value, endsAtMs: Date.now() + TOKEN_LIFETIME_S * 1_000 };
    return value;
  }
}
