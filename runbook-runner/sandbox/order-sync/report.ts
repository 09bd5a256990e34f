// Owns what another system says of our orders, read page by page from where it was left: Lumenpay's settlements, what
// Parcelo and Stockline did, and the bookings of ledger-export.
import { Pool } from 'undici';
import { z } from 'zod';

const named = { sequence: z.int(), order: z.string(), id: z.string() };

/** Money for an order. */
export const Payment = z.object({ ...named, amount: z.int() });
export type Payment = z.output<typeof Payment>;

/** Something done for an order, or taken back. */
export const Deed = z.object({ ...named, stands: z.boolean() });
export type Deed = z.output<typeof Deed>;

/** Where an account is read, and what opens it. */
export interface Office {
  readonly url: string;
  readonly token: string;
  readonly tls?: { readonly ca: string; readonly cert?: string; readonly key?: string };
}

interface Options<Entry> extends Office {
  readonly path: string;
  readonly entry: z.ZodType<Entry>;
}

const PAGE = 1_000;
const TIMEOUT_MS = 1_500;

export class Report<Entry extends Pick<Payment, 'order'>> {
  readonly #options: Options<Entry>;
  readonly #pool: Pool;
  readonly #byOrder = new Map<string, readonly Entry[]>();
  #next = 0;
  #reading: Promise<string | undefined> = Promise.resolve(undefined);
  #following: Promise<string | undefined> | undefined;

  constructor(options: Options<Entry>) {
    this.#options = options;
    const { url, tls } = options;
    this.#pool = new Pool(url, { connections: 1, ...(tls === undefined ? {} : { connect: tls }) });
  }

  /**
   * Reads what is new; undefined when all was read, or why not. A reading that is under way may have passed what whoever
   * asks now knows of, so they get the one that follows, together.
   */
  update(): Promise<string | undefined> {
    this.#following ??= this.#reading.then(() => {
      this.#following = undefined;
      this.#reading = this.#read().catch((error: unknown) =>
        error instanceof Error ? error.message : String(error),
      );
      return this.#reading;
    });
    return this.#following;
  }

  /** What is said of an order: more than one entry is a doubling. */
  of(order: string): readonly Entry[] {
    return this.#byOrder.get(order) ?? [];
  }

  orders(): readonly string[] {
    return [...this.#byOrder.keys()];
  }

  entries(): readonly Entry[] {
    return [...this.#byOrder.values()].flat();
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #read(): Promise<undefined> {
    for (let more = true; more; ) {
      const { data, next } = await this.#page();
      for (const entry of data) this.#byOrder.set(entry.order, [...this.of(entry.order), entry]);
      this.#next = next;
      more = data.length === PAGE;
    }
  }

  async #page(): Promise<{ readonly data: readonly Entry[]; readonly next: number }> {
    const { path, token, entry } = this.#options;
    const response = await this.#pool.request({
      method: 'GET',
      path: `${path}?after=${this.#next}&limit=${PAGE}`,
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'order-sync/1.0' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    return z.object({ data: z.array(entry), next: z.int() }).parse(JSON.parse(text));
  }
}
