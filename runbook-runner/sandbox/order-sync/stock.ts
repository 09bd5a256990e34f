// Owns what order-sync asks of Stockline: whether pieces are there, and pieces held for a paid order, once, under a
// token that it signs itself.
import { z } from 'zod';
import { pinnedVersion, recordOf } from './answered.ts';
import type { Config } from './config.ts';
import { type Answer, type Connection, type Failure, failure, type Received } from './connection.ts';
import type { Order } from './order.ts';
import type { SignedTokens } from './signed-tokens.ts';
import { Level, StockLevels } from './stock-levels.ts';

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

const Reservation = z.object({
  id: z.string(),
  reference: z.string(),
  quantity: z.int(),
  stock_version: z.int(),
});

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
  readonly #levels = new StockLevels();
  #filled = false;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether certificate and token open Stockline; undefined when they do. */
  async authorize(): Promise<Failure | undefined> {
    const asked = { method: 'GET', path: '/v1/stock/WINE-0011', purpose: 'token' } as const;
    const answer = this.#read(await this.#ask(asked), 200, z.object({ sku: z.string() }));
    return answer.ok ? undefined : answer;
  }

  /** Holds one piece under the order's id, when it is there; answers the reservation's. */
  async reserve(order: Order): Promise<Answer<string>> {
    const sku = skuOf(order);
    const level = await this.#level(sku);
    if (!level.ok) return level;
    if (level.value.available < PIECES) return this.#short(level.traceId);
    const asked = {
      ...({ method: 'POST', path: '/v1/reservations', purpose: 'data' } as const),
      headers: { 'idempotency-key': order.id, 'content-type': 'application/json' },
      body: JSON.stringify({ sku, quantity: PIECES, reference: order.id }),
    };
    const held = this.#read(await this.#ask(asked), 201, Reservation);
    if (!held.ok) return held;
    this.#levels.took(sku, PIECES, held.value.stock_version);
    return { ...held, value: held.value.id };
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
    const list = this.#read(await this.#ask(asked), 200, z.object({ data: z.array(Level) }));
    this.#filled = list.ok;
    for (const level of list.ok ? list.value.data : []) this.#levels.keep(level, undefined);
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
      return failure('schema', `version ${level.value.version} of ${sku}, ${known} is known`, level.traceId);
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
    const config = this.#options.config();
    return recordOf(answer, { status, schema, upstream: 'stockline', config });
  }

  async #ask(asked: Asked): Promise<Answer<Received>> {
    const { connection, tokens, config } = this.#options;
    const { keyId, value } = await tokens.current();
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
