// Owns what follows on a settled order: a label at Parcelo with its tracking number, and a reservation at Stockline, each
// behind a preflight of its own, so that the trouble of one upstream holds up no other.
import type { FollowerName } from './config.ts';
import type { FollowedAccount } from './followed-account.ts';
import { type FollowerParts, openFollower, type UpstreamPlace } from './follower.ts';
import type { HandoverHealth } from './handover.ts';
import { type Order, type Sum, sumOf } from './order.ts';
import type { Quarantined } from './quarantine.ts';
import type { Rotation } from './rotation.ts';
import { Shipping } from './shipping.ts';
import { SignedTokens } from './signed-tokens.ts';
import { Stock } from './stock.ts';
import { Tracking } from './tracking.ts';

export interface FulfilmentOptions {
  readonly parcelo: UpstreamPlace;
  readonly stockline: UpstreamPlace;
}

const TURN_MS = 250;

export class Fulfilment {
  readonly tracking: Tracking;
  readonly #opened: readonly ReturnType<typeof openFollower>[];
  #timer: NodeJS.Timeout | undefined;

  constructor({ parcelo, stockline }: FulfilmentOptions, parts: FollowerParts) {
    const { config, log } = parts;
    const onDone = (order: Order, shipment: string) => this.tracking.add(order, shipment);
    const labels = openFollower(
      'parcelo',
      parcelo,
      { ...parts, onDone },
      (connection, keys) => new Shipping({ connection, config, keys }),
    );
    const pieces = openFollower('stockline', stockline, parts, (connection, keys) => {
      const tokens = new SignedTokens(() => keys.active);
      return new Stock({ connection, config, tokens });
    });
    const { gate, pacer, asking } = labels;
    this.tracking = new Tracking({
      ...{ gate, pacer, log, mode: () => config().tracking.mode },
      page: (cursor) => asking.page(cursor),
      shipment: (id) => asking.shipment(id),
    });
    this.#opened = [labels, pieces];
  }

  /** By upstream, in their order. */
  get rotations(): readonly (readonly [FollowerName, Rotation])[] {
    return this.#opened.map(({ name, rotation }) => [name, rotation] as const);
  }

  /** By upstream, in their order. */
  get accounts(): readonly (readonly [FollowerName, FollowedAccount])[] {
    return this.#opened.map(({ name, account }) => [name, account] as const);
  }

  add(order: Order): void {
    for (const { handover } of this.#opened) handover.add(order);
  }

  reconfigured(): void {
    for (const { handover } of this.#opened) handover.reconfigured();
    this.tracking.reconfigured();
  }

  health(): Readonly<Record<string, HandoverHealth>> {
    return Object.fromEntries(this.#opened.map(({ name, handover }) => [name, handover.health()]));
  }

  /** By upstream, in their order. */
  quarantined(): readonly (Quarantined & { readonly upstream: FollowerName })[] {
    return this.#opened.flatMap(({ name: upstream, handover }) =>
      handover.quarantined.map((one) => ({ upstream, ...one })),
    );
  }

  /** Orders in quarantine: one may be aside at several upstreams, and is one all the same. */
  aside(): Sum {
    return sumOf(new Map(this.quarantined().map(({ order }) => [order.id, order])).values());
  }

  /** Queues what is in quarantine again; answers how many orders that are. */
  retryQuarantined(): number {
    const orders = this.#opened.flatMap(({ handover }) => handover.retryQuarantined());
    return new Set(orders.map(({ id }) => id)).size;
  }

  /** Looks at each upstream, without waiting for it: orders are taken meanwhile. */
  start(): void {
    for (const { gate } of this.#opened) void gate.run();
    this.#timer = setInterval(() => {
      for (const { handover } of this.#opened) handover.work();
    }, TURN_MS);
    this.tracking.start();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.tracking.stop();
    for (const { gate } of this.#opened) gate.stop();
    await Promise.all(
      this.#opened.flatMap(({ connection, account }) => [connection.close(), account.close()]),
    );
  }
}
