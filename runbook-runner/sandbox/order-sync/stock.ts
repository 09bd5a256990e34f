// Owns what order-sync asks of Stockline: whether pieces are there, pieces held for a paid order, once, and public keys
// registered and ended. Tokens it signs itself.
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { endedOr, pinnedVersion, recordOf } from './answered.ts';
import type { Config } from './config.ts';
import {
  type Answer,
  type Connection,
  type Failure,
  failure,
  type Purpose,
  type Received,
} from './connection.ts';
import { fitTo } from './fit.ts';
import { Level, Reservation } from './followed-records.ts';
import type { Key } from './key-slots.ts';
import type { Order } from './order.ts';
import { rulesFor } from './record.ts';
import { type SignedToken, type SignedTokens, signedBy } from './signed-tokens.ts';
import { StockLevels } from './stock-levels.ts';

interface Options {
  readonly connection: Connection;
  readonly tokens: SignedTokens;
  readonly config: () => Config;
}

const TIMEOUT_MS = 1_500;
/** Articles that orders ask for in turn: WINE-0011 to WINE-0022. The others are left to checks and drills. */
const FIRST_ARTICLE = 11;
const ARTICLES = 12;
const PIECES = 1;
/** Failures after which a piece may be held; every other says that the request did nothing, or never arrived. */
const MAY_HAVE_HELD: ReadonlySet<Failure['kind']> = new Set([
  'connection',
  'timeout',
  'status',
  'schema',
  'unfit',
]);

/** The article of an order: its number, in turn. */
const skuOf = ({ id }: Order): string =>
  `WINE-${String(FIRST_ARTICLE + (Number(id.replace(/\D/g, '')) % ARTICLES)).padStart(4, '0')}`;

interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly purpose: Purpose;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export class Stock {
  readonly #options: Options;
  readonly #levels = new StockLevels();
  /** Orders of which we cannot tell whether a piece is held already. */
  readonly #unanswered = new Set<string>();
  #filled = false;
  /** The pair whose public half is offered, until Stockline says that it knows it. */
  #offered:
    | { readonly idempotencyKey: string; readonly publicKey: KeyObject; readonly privateKey: KeyObject }
    | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether certificate and token open Stockline; undefined when they do. The token may be one of another key. */
  async authorize(key?: Key): Promise<Failure | undefined> {
    const asked = { method: 'GET', path: '/v1/stock/WINE-0011', purpose: 'token' } as const;
    const token = key && (await signedBy(key));
    const answer = this.#read(await this.#ask(asked, token), 200, z.looseObject({ sku: z.string() }));
    return answer.ok ? undefined : answer;
  }

  /** Makes a pair of keys, and tells Stockline its public half alone; unanswered, the same one again under that key. */
  async issueKey(idempotencyKey: string): Promise<Answer<Key>> {
    if (this.#offered?.idempotencyKey !== idempotencyKey)
      this.#offered = { idempotencyKey, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) };
    const { publicKey, privateKey } = this.#offered;
    const told = await this.#ask({
      ...({ method: 'POST', path: '/v1/keys', purpose: 'key' } as const),
      headers: { 'idempotency-key': idempotencyKey, 'content-type': 'application/json' },
      body: JSON.stringify({ public_key: publicKey.export({ format: 'pem', type: 'spki' }) }),
    });
    const known = this.#read(told, 201, z.looseObject({ kid: z.string() }));
    if (!known.ok) return known;
    this.#offered = undefined;
    const secret = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    return { ...known, value: { keyId: known.value.kid, secret } };
  }

  async revokeKey(keyId: string): Promise<Failure | undefined> {
    const path = `/v1/keys/${encodeURIComponent(keyId)}`;
    return endedOr(await this.#ask({ method: 'DELETE', path, purpose: 'key' }));
  }

  /** Holds one piece under the order's id, when it is there; answers the reservation's. */
  async hand(order: Order): Promise<Answer<string>> {
    const sku = skuOf(order);
    // After a lost answer the level says nothing: the piece that it misses may be this order's own.
    const short = this.#unanswered.has(order.id) ? undefined : await this.#whyNot(sku);
    if (short) return short;
    const held = await this.#reserve(order, sku);
    if (held.ok || held.kind === 'refused') this.#unanswered.delete(order.id);
    else if (MAY_HAVE_HELD.has(held.kind)) this.#unanswered.add(order.id);
    if (!held.ok) return held;
    this.#levels.took(sku, PIECES, held.value.stock_version);
    return { ...held, value: held.value.id };
  }

  /** Why no piece of the article may be asked for; undefined when it may. */
  async #whyNot(sku: string): Promise<Failure | undefined> {
    const level = await this.#level(sku);
    if (!level.ok) return level;
    return level.value.available < PIECES ? this.#short(level.traceId) : undefined;
  }

  /** The key is the order's id: asked again, it answers the reservation that was made. */
  async #reserve({ id }: Order, sku: string): Promise<Answer<z.output<typeof Reservation>>> {
    const asked = {
      ...({ method: 'POST', path: '/v1/reservations', purpose: 'data' } as const),
      headers: { 'idempotency-key': id, 'content-type': 'application/json' },
      body: JSON.stringify({ sku, quantity: PIECES, reference: id }),
    };
    return this.#read(await this.#ask(asked), 201, Reservation);
  }

  /** Only a level of now decides an order for good. */
  #short(traceId: string): Failure {
    const { mode } = this.#options.config().handover.stockline;
    if (mode === 'cached') return failure('status', 'by the copy of the level none is left', traceId);
    return failure('refused', 'stock-short', traceId);
  }

  async #level(sku: string): Promise<Answer<Level>> {
    const { mode, maxAgeSeconds } = this.#options.config().handover.stockline;
    if (mode !== 'cached') return this.#levelNow(sku);
    const copy = this.#levels.find(sku, maxAgeSeconds);
    return copy.ok ? { ...copy, traceId: '' } : failure('status', copy.why, '');
  }

  /** Reads all levels once, so that there is a copy of each before one is needed. */
  async #fill(): Promise<void> {
    if (this.#filled) return;
    this.#filled = true;
    const asked = { method: 'GET', path: '/v1/stock?limit=100', purpose: 'data' } as const;
    const page = z.looseObject({ data: z.array(z.unknown()) });
    const list = this.#read(await this.#ask(asked), 200, page);
    this.#filled = list.ok;
    const rules = rulesFor(this.#options.config(), 'stockline');
    for (const one of list.ok ? list.value.data : []) {
      const level = fitTo(Level, one, rules);
      if (level.ok) this.#levels.keep(level.value, undefined);
    }
  }

  async #levelNow(sku: string): Promise<Answer<Level>> {
    await this.#fill();
    const [known, etag] = [this.#levels.newest(sku), this.#levels.etagOf(sku)];
    const answer = await this.#ask({
      ...({ method: 'GET', path: `/v1/stock/${sku}`, purpose: 'data' } as const),
      headers: etag === undefined ? {} : { 'if-none-match': etag },
    });
    const level = this.#unchanged(answer, sku) ?? this.#read(answer, 200, Level);
    if (!level.ok) return level;
    // A level that is older than a reservation of our own cannot be right, whoever confirmed it.
    if (level.value.version < known)
      return failure('status', `version ${level.value.version} of ${sku}, ${known} is known`, level.traceId);
    const tag = answer.ok ? answer.value.headers.etag : undefined;
    this.#levels.keep(level.value, typeof tag === 'string' ? tag : undefined);
    return level;
  }

  /** Our copy, when Stockline says that it is right. */
  #unchanged(answer: Answer<Received>, sku: string): Answer<Level> | undefined {
    const copy = this.#levels.confirmed(sku);
    if (!answer.ok || answer.value.status !== 304 || copy === undefined) return undefined;
    return { ...answer, value: copy };
  }

  #read<Value>(answer: Answer<Received>, status: number, schema: z.ZodType<Value>): Answer<Value> {
    const { connection, config } = this.#options;
    return recordOf(answer, { status, schema, upstream: 'stockline', config: config(), connection });
  }

  async #ask(asked: Asked, token?: SignedToken): Promise<Answer<Received>> {
    const { connection, tokens, config } = this.#options;
    const { keyId, value } = token ?? (await tokens.current());
    return connection.exchange({
      ...asked,
      ...{ timeoutMs: TIMEOUT_MS, keyId },
      headers: {
        ...asked.headers,
        ...pinnedVersion(config(), 'stockline'),
        authorization: `Bearer ${value}`,
      },
    });
  }
}
