// Owns what order-sync asks of Parcelo: a shipment for a paid order, ordered once, its label job until it ends, and
// API keys asked for and ended.
import { z } from 'zod';
import { answerOf, endedOr, pinnedVersion, recordOf } from './answered.ts';
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
import { Job, Listed, type ListPage, Ordered, Page } from './followed-records.ts';
import type { Key, KeySlots } from './key-slots.ts';
import type { Order } from './order.ts';
import { rulesFor } from './record.ts';

interface Options {
  readonly connection: Connection;
  readonly keys: KeySlots;
  readonly config: () => Config;
}

const TIMEOUT_MS = 1_500;
const POLL_MS = 1_000;
const MAX_POLLS = 5;
/** Fewer than the sandbox always holds, so that its list has pages. */
const PAGE_SIZE = 50;
const CURSOR_REFUSED = 'cursor-invalid';

/** Only Parcelo itself says that a cursor is none, or has ended; any other 400 may pass. */
const isCursorRefused = ({ status, body }: Received): boolean =>
  status === 400 && z.object({ code: z.literal(CURSOR_REFUSED) }).safeParse(body).success;

/** Where customers' parcels go; the shop's address book is not part of the sandbox. */
const RECIPIENT = {
  name: 'Harbour & Vine customer',
  ...{ street: 'Rua do Almada 12', postal_code: '4050-030', city: 'Porto', country: 'PT' },
};

const Issued = z.looseObject({ key_id: z.string(), api_key: z.string() });

interface Asked {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly purpose?: Purpose;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

export class Shipping {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Whether a key opens Parcelo, by a request that changes nothing; undefined when it does. */
  async authorize(key = this.#options.keys.active): Promise<Failure | undefined> {
    const page = z.looseObject({ data: z.array(z.unknown()) });
    const asked = { method: 'GET', path: '/v1/shipments?limit=1', purpose: 'token' } as const;
    const answer = this.#read(await this.#ask(asked, key), 200, page);
    return answer.ok ? undefined : answer;
  }

  async issueKey(idempotencyKey: string): Promise<Answer<Key>> {
    const asked = { method: 'POST', path: '/v1/api-keys', purpose: 'key', idempotencyKey } as const;
    const issued = this.#read(await this.#ask(asked), 201, Issued);
    if (!issued.ok) return issued;
    return { ...issued, value: { keyId: issued.value.key_id, secret: issued.value.api_key } };
  }

  async revokeKey(keyId: string): Promise<Failure | undefined> {
    const path = `/v1/api-keys/${encodeURIComponent(keyId)}`;
    return endedOr(await this.#ask({ method: 'DELETE', path, purpose: 'key' }));
  }

  /** Orders a label under the order's id and waits until it is there; answers the shipment's id. */
  async hand({ id }: Order): Promise<Answer<string>> {
    const body = { reference: id, weight_grams: 1_300, recipient: RECIPIENT };
    const asked = { method: 'POST', path: '/v1/shipments', body, idempotencyKey: id } as const;
    const ordered = this.#read(await this.#ask(asked), 202, Ordered);
    if (!ordered.ok) return ordered;
    return this.#printed(ordered.value.job);
  }

  /** A page of the list of shipments, the oldest first; null begins it. A record that does not fit is left out. */
  async page(cursor: string | null): Promise<Answer<ListPage>> {
    const from = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const path = `/v1/shipments?limit=${PAGE_SIZE}${from}`;
    const answer = await this.#ask({ method: 'GET', path });
    if (answer.ok && isCursorRefused(answer.value)) return failure('refused', CURSOR_REFUSED, answer.traceId);
    const page = this.#read(answer, 200, Page);
    if (!page.ok) return page;
    const { connection, config } = this.#options;
    const rules = rulesFor(config(), 'parcelo');
    const read = page.value.data.map((one) => answerOf(fitTo(Listed, one, rules), connection, page.traceId));
    const shipments = read.flatMap((one) => (one.ok ? [one.value] : []));
    const whole = shipments.length === read.length;
    return { ...page, value: { shipments, whole, next: page.value.next_cursor } };
  }

  async shipment(id: string): Promise<Answer<Listed>> {
    const path = `/v1/shipments/${encodeURIComponent(id)}`;
    return this.#read(await this.#ask({ method: 'GET', path }), 200, Listed);
  }

  async #printed({ id }: z.output<typeof Job>): Promise<Answer<string>> {
    const path = `/v1/label-jobs/${encodeURIComponent(id)}`;
    let traceId = '';
    for (let poll = 0; poll < MAX_POLLS; poll += 1) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS).unref());
      const job = this.#read(await this.#ask({ method: 'GET', path }), 200, Job);
      if (!job.ok) return job;
      traceId = job.traceId;
      if (job.value.status === 'done') return { ok: true, value: job.value.shipment, traceId };
      if (job.value.status === 'failed') return failure('refused', 'label-failed', traceId);
    }
    return failure('timeout', 'the label is still not printed', traceId);
  }

  #read<Value>(answer: Answer<Received>, status: number, schema: z.ZodType<Value>): Answer<Value> {
    const { connection, config } = this.#options;
    return recordOf(answer, { status, schema, upstream: 'parcelo', config: config(), connection });
  }

  #ask(asked: Asked, key = this.#options.keys.active): Promise<Answer<Received>> {
    const { connection, config } = this.#options;
    const { method, path, purpose = 'data', body, idempotencyKey } = asked;
    return connection.exchange({
      ...{ purpose, method, path, timeoutMs: TIMEOUT_MS, keyId: key.keyId },
      headers: {
        'x-api-key': key.secret,
        ...pinnedVersion(config(), 'parcelo'),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}
