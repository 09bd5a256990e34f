// Owns what another system says of our orders, read page by page from where it was left: Lumenpay's settlements, and
// the bookings of ledger-export.
import { Pool } from 'undici';
import { z } from 'zod';

const Entry = z.object({ sequence: z.int(), order: z.string(), id: z.string(), amount: z.int() });
export type Entry = z.output<typeof Entry>;
const Page = z.object({ data: z.array(Entry), next: z.int() });

interface Options {
  readonly url: string;
  readonly path: string;
  readonly token: string;
  readonly ca?: string;
}

const PAGE = 1_000;
const TIMEOUT_MS = 1_500;

export class Report {
  readonly #options: Options;
  readonly #pool: Pool;
  readonly #byOrder = new Map<string, readonly Entry[]>();
  #next = 0;
  #reading: Promise<string | undefined> | undefined;

  constructor(options: Options) {
    this.#options = options;
    const { url, ca } = options;
    this.#pool = new Pool(url, { connections: 1, ...(ca === undefined ? {} : { connect: { ca } }) });
  }

  /** Reads what is new; undefined when all was read, or why not. */
  update(): Promise<string | undefined> {
    this.#reading ??= this.#read()
      .catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
      .finally(() => {
        this.#reading = undefined;
      });
    return this.#reading;
  }

  /** What is said of an order: more than one entry is a doubling. */
  of(order: string): readonly Entry[] {
    return this.#byOrder.get(order) ?? [];
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

  async #page(): Promise<z.output<typeof Page>> {
    const { path, token } = this.#options;
    const response = await this.#pool.request({
      method: 'GET',
      path: `${path}?after=${this.#next}&limit=${PAGE}`,
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'order-sync/1.0' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    return Page.parse(JSON.parse(text));
  }
}
