// One inbound listener for all checks that wait at the same port: opened by the first, closed by the last.
import type { OwnDeliveries } from '../adapters/delivery-watch.ts';
import type { Received, Unready } from '../core/inbound.ts';
import { PlaybookError } from '../errors/index.ts';
import type { RunningServer } from '../http/serve.ts';
import type { Arrival } from '../ports/inbound.ts';

type Receive = (arrival: Arrival) => Promise<Received | Unready>;

interface Options {
  readonly receive: Receive;
  /** Throws `port_taken`. */
  readonly start: (receive: Receive) => Promise<RunningServer>;
}

export class SharedInbound {
  readonly #options: Options;
  readonly #watching = new Set<OwnDeliveries>();
  #server: Promise<RunningServer> | undefined;
  #closed: Promise<void> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Throws what the start throws. */
  async join(deliveries: OwnDeliveries): Promise<{ readonly url: string; close(): Promise<void> }> {
    this.#watching.add(deliveries);
    // One that just closes still has the port.
    this.#server ??= this.#closed.then(() => this.#options.start((arrival) => this.#take(arrival)));
    const server = this.#server;
    try {
      return { url: (await server).url, close: () => this.#leave(deliveries) };
    } catch (error) {
      this.#watching.delete(deliveries);
      if (this.#server === server) this.#server = undefined;
      throw error;
    }
  }

  async #leave(deliveries: OwnDeliveries): Promise<void> {
    if (!this.#watching.delete(deliveries) || this.#watching.size > 0) return;
    const server = this.#server;
    this.#server = undefined;
    const closing = (async () => (await server)?.close())();
    // What could not be closed well is told to who closed it; the next listener finds out for itself.
    this.#closed = closing.catch(() => {});
    await closing;
  }

  /** A delivery is received once, and seen by each that waits for its source. */
  async #take(arrival: Arrival): Promise<Received | Unready> {
    const meant = [...this.#watching].filter((deliveries) => deliveries.isFor(arrival));
    if (meant.length === 0) throw new PlaybookError('not_found', 'Nothing is at this address.');
    const received = this.#options.receive(arrival);
    await Promise.all(meant.map((deliveries) => deliveries.hear(received)));
    return received;
  }
}
