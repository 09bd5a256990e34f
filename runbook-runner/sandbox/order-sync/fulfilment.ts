// Owns what follows on a settled order: a label at Parcelo and a reservation at Stockline, each behind a preflight of
// its own, so that the trouble of one upstream holds up no other.
import type { Config, FollowerName } from './config.ts';
import { type Answer, Connection, type Failure, type Reached, type Watching } from './connection.ts';
import { Handover, type HandoverHealth, type HandoverSettings } from './handover.ts';
import type { Order } from './order.ts';
import { PreflightGate, reporting } from './preflight-gate.ts';
import { Shipping } from './shipping.ts';
import { SignedTokens } from './signed-tokens.ts';
import { Stock } from './stock.ts';

/** How an upstream is reached and what opens it. */
export interface UpstreamPlace extends Reached {
  readonly key: { readonly keyId: string; readonly secret: string };
}

export interface FulfilmentOptions {
  readonly parcelo: UpstreamPlace;
  readonly stockline: UpstreamPlace;
}

interface Asking {
  authorize(): Promise<Failure | undefined>;
  hand(order: Order): Promise<Answer<string>>;
}

const TURN_MS = 250;

interface Parts extends Watching {
  readonly config: () => Config;
}

/** Only Parcelo counts our requests. */
function settingsOf({ handover }: Config, name: FollowerName): HandoverSettings {
  return { requestsPerSecond: null, ...handover[name] };
}

function opened(
  name: FollowerName,
  place: UpstreamPlace,
  parts: Parts,
  make: (connection: Connection) => Asking,
) {
  const { log, config } = parts;
  const { url, tls } = place;
  const connection = new Connection({ ...parts, upstream: name, url, tls });
  const asking = make(connection);
  const gate = new PreflightGate({
    ...{ url, tls },
    authorize: () => asking.authorize(),
    onChange: reporting(log, name),
  });
  const handover = new Handover({
    gate,
    settings: () => settingsOf(config(), name),
    hand: (order) => asking.hand(order),
    onFailure: ({ id: order }, { detail, traceId }) =>
      log.write({
        ...{ level: 'warn', event: 'order.failed', upstream: name, order, detail },
        ...(traceId === '' ? {} : { traceId }),
      }),
  });
  return { name, connection, gate, handover };
}

export class Fulfilment {
  readonly #opened: readonly ReturnType<typeof opened>[];
  #timer: NodeJS.Timeout | undefined;

  constructor({ parcelo, stockline }: FulfilmentOptions, parts: Parts) {
    const { config } = parts;
    this.#opened = [
      opened('parcelo', parcelo, parts, (connection) => {
        const shipping = new Shipping({ connection, config, key: parcelo.key });
        return { authorize: () => shipping.authorize(), hand: (order) => shipping.label(order) };
      }),
      opened('stockline', stockline, parts, (connection) => {
        const tokens = new SignedTokens(() => stockline.key);
        const stock = new Stock({ connection, config, tokens });
        return { authorize: () => stock.authorize(), hand: (order) => stock.reserve(order) };
      }),
    ];
  }

  add(order: Order): void {
    for (const { handover } of this.#opened) handover.add(order);
  }

  reconfigured(): void {
    for (const { handover } of this.#opened) handover.reconfigured();
  }

  health(): Readonly<Record<string, HandoverHealth>> {
    return Object.fromEntries(this.#opened.map(({ name, handover }) => [name, handover.health()]));
  }

  /** Looks at each upstream, without waiting for it: orders are taken meanwhile. */
  start(): void {
    for (const { gate } of this.#opened) void gate.run();
    this.#timer = setInterval(() => {
      for (const { handover } of this.#opened) handover.work();
    }, TURN_MS);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const { gate } of this.#opened) gate.stop();
    await Promise.all(this.#opened.map(({ connection }) => connection.close()));
  }
}
