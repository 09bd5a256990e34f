// Watches what arrives from one source: at a listener of our own, or in the store that a running listener writes.
import { PlaybookError } from '../errors/index.ts';
import type {
  Arrival,
  Arrivals,
  DeliveryFilter,
  InboundWatch,
  Refusals,
  RefusedFor,
  SourceName,
} from '../ports/inbound.ts';

type Read = (filter: DeliveryFilter) => Promise<Arrivals>;

/** Remembers what became of the deliveries of one source. */
export class OwnDeliveries {
  readonly #name: SourceName;
  readonly #ids = new Set<string>();
  readonly #refused = new Map<RefusedFor, Refusals>();
  #unready: string | undefined;

  constructor(name: SourceName) {
    this.#name = name;
  }

  isFor({ integration, source }: Arrival): boolean {
    return integration === this.#name.integration && source === this.#name.source;
  }

  /** Throws what the receipt throws. */
  async hear(receipt: Promise<{ readonly id: string } | { readonly unready: string }>): Promise<void> {
    try {
      const received = await receipt;
      if ('unready' in received) this.#unready = received.unready;
      else this.#ids.add(received.id);
    } catch (error) {
      if (error instanceof PlaybookError && error.code === 'webhook_refused') this.#count(error);
      throw error;
    }
  }

  async arrivals(read: Read, since: string): ReturnType<InboundWatch['arrivals']> {
    const { taken } = await read({ ...this.#name, since });
    const ours = taken.filter(({ id }) => this.#ids.has(id));
    return { taken: ours, refused: [...this.#refused.values()], unready: this.#unready };
  }

  #count({ data, message }: PlaybookError): void {
    const reason = data?.reason as RefusedFor;
    this.#refused.set(reason, { reason, message, count: (this.#refused.get(reason)?.count ?? 0) + 1 });
  }
}

/** What a listener in whatever process takes from now on. */
export function followDeliveries(name: SourceName, since: string, read: Read): InboundWatch {
  return { url: undefined, arrivals: () => read({ ...name, since }), close: async () => undefined };
}
