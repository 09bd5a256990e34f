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

/** Takes deliveries for one source by `receive`, and remembers what became of each. */
export class OwnDeliveries<Received extends { readonly id: string } | { readonly unready: string }> {
  readonly #name: SourceName;
  readonly #receive: (arrival: Arrival) => Promise<Received>;
  readonly #ids = new Set<string>();
  readonly #refused = new Map<RefusedFor, Refusals>();
  #unready: string | undefined;

  constructor(name: SourceName, receive: (arrival: Arrival) => Promise<Received>) {
    this.#name = name;
    this.#receive = receive;
  }

  /** Throws what `receive` throws, and `not_found` for every other source. */
  async take(arrival: Arrival): Promise<Received> {
    const { integration, source } = this.#name;
    if (arrival.integration !== integration || arrival.source !== source) {
      throw new PlaybookError('not_found', 'Nothing is at this address.');
    }
    try {
      const received = await this.#receive(arrival);
      if ('unready' in received) this.#unready = received.unready;
      else this.#ids.add(received.id);
      return received;
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
