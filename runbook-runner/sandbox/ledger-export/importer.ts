// Owns how ledger-export follows order-sync: page after page from its cursor, in turns, unless it is paused.
import { randomBytes } from 'node:crypto';
import { Pool } from 'undici';
import { z } from 'zod';
import type { Ledger } from './ledger.ts';

const Page = z.object({
  data: z.array(z.object({ sequence: z.int(), order: z.string(), amount: z.int() })),
});

interface Options {
  /** Of order-sync. */
  readonly url: string;
  readonly token: string;
  readonly ledger: Ledger;
}

const TURN_MS = 400;
const TIMEOUT_MS = 1_000;
const PAGE = 500;

export class Importer {
  readonly #options: Options;
  readonly #pool: Pool;
  #timer: NodeJS.Timeout | undefined;
  #working = false;
  paused = false;
  lastError: string | null = null;
  /** When a page was last read without an error. */
  lastReadAt: string | null = null;
  failed = 0;

  constructor(options: Options) {
    this.#options = options;
    this.#pool = new Pool(options.url, { connections: 1 });
  }

  start(): void {
    this.#timer = setInterval(() => void this.turn(), TURN_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#pool.destroy();
  }

  /** Reads and books until nothing is new. A failure waits for the next turn; the cursor stands where it was. */
  async turn(): Promise<void> {
    if (this.paused || this.#working) return;
    this.#working = true;
    try {
      while (!this.paused && this.#options.ledger.book(await this.#page()) === PAGE);
      this.lastError = null;
      this.lastReadAt = new Date().toISOString();
    } catch (error) {
      this.failed += 1;
      this.lastError = error instanceof Error ? error.message : String(error);
    } finally {
      this.#working = false;
    }
  }

  async #page() {
    const { ledger, token } = this.#options;
    const traceId = randomBytes(16).toString('hex');
    const response = await this.#pool.request({
      method: 'GET',
      path: `/orders?after=${ledger.cursor}&limit=${PAGE}`,
      headers: {
        authorization: `Bearer ${token}`,
        'user-agent': 'ledger-export/1.0',
        traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
      },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`order-sync answered ${response.statusCode}`);
    return Page.parse(JSON.parse(text)).data;
  }
}
