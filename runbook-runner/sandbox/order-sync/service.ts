// Owns how order-sync is put together: what each part is handed, and what a new configuration changes at once.

import { type AccountOptions, Accounts } from './accounts.ts';
import { AgedCache } from './aged-cache.ts';
import type { Charge } from './charge.ts';
import { Connection, type Reached } from './connection.ts';
import { EventLog } from './event-log.ts';
import { Fulfilment, type FulfilmentOptions } from './fulfilment.ts';
import type { Vitals } from './health.ts';
import type { Key } from './key-slots.ts';
import { KeySlots } from './key-slots.ts';
import { Logging } from './logging.ts';
import { LumenpayClient } from './lumenpay-client.ts';
import { UpstreamMetrics } from './metrics.ts';
import { News } from './news.ts';
import type { Order } from './order.ts';
import { OrderBook } from './order-book.ts';
import { OrderLoop } from './order-loop.ts';
import { orderSource } from './order-source.ts';
import { OutcomeWindow } from './outcome-window.ts';
import { Pacer } from './pacer.ts';
import { PreflightGate, reporting } from './preflight-gate.ts';
import { RollbackDesk } from './rollback.ts';
import { Rotation } from './rotation.ts';
import { Settings } from './settings.ts';
import { Settler } from './settler.ts';

export interface ServiceOptions extends Pick<AccountOptions, 'settlements' | 'ledger'>, FulfilmentOptions {
  readonly seed: number;
  /** Lumenpay as this consumer reaches it: the fault proxy. */
  readonly lumenpay: Reached;
  readonly client: { readonly id: string; readonly key: Key };
  /** The company's store of secrets: the key behind a reference, or undefined. */
  readonly vault: (credentialRef: string) => Key | undefined;
}

export interface Service {
  readonly settings: Settings;
  readonly vitals: Vitals;
  readonly metrics: UpstreamMetrics;
  readonly log: EventLog;
  readonly logging: Logging;
  readonly desk: RollbackDesk;
  readonly accounts: Accounts;
  readonly news: News;
  /** Queues what is in quarantine again; answers how many orders that are. */
  retryQuarantined(): number;
  readonly rotations: ReadonlyMap<string, Rotation>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Settings, and the log that names their revision; what a change sets in motion is connected later. */
function makeControls() {
  const listeners: (() => void)[] = [];
  const settings: Settings = new Settings(({ config, change }) => {
    book.backlog.retryNow();
    pacer.setRate(config.throttle.requestsPerSecond);
    window.restart(performance.now());
    log.write({ level: 'info', event: 'config.changed', detail: change });
    for (const listener of listeners) listener();
  });
  const log = new EventLog(() => settings.current.revision);
  const settled: ((order: Order) => void)[] = [];
  const book = new OrderBook((order) => {
    for (const listener of settled) listener(order);
  });
  const [pacer, window] = [new Pacer(), new OutcomeWindow()];
  const config = () => settings.current.config;
  const onChange = (run: () => void) => void listeners.push(run);
  const onSettled = (run: (order: Order) => void) => void settled.push(run);
  return { settings, log, book, pacer, window, config, onChange, onSettled };
}

type Controls = ReturnType<typeof makeControls>;

function makeLumenpay({ lumenpay: reached, client, vault }: ServiceOptions, controls: Controls) {
  const [metrics, logging] = [new UpstreamMetrics(), new Logging()];
  const { log, config } = controls;
  const connection = new Connection({ upstream: 'lumenpay', ...reached, metrics, log, logging });
  const keys = new KeySlots(client.key);
  const lumenpay = new LumenpayClient({ connection, clientId: client.id, keys, config });
  const gate = new PreflightGate({
    ...reached,
    authorize: () => lumenpay.authorize(),
    onChange: reporting(log, 'lumenpay'),
  });
  const desk = {
    issue: (idempotencyKey: string) => lumenpay.issueKey(idempotencyKey),
    find: vault,
    probe: (key: Key) => lumenpay.probe(key),
    revoke: (keyId: string) => lumenpay.revokeKey(keyId),
  };
  const rotation = new Rotation(keys, desk, (detail) => {
    log.write({ level: 'info', event: 'key.changed', upstream: 'lumenpay', detail });
    void gate.run();
  });
  return { metrics, logging, connection, lumenpay, gate, rotation };
}

const makeNews = (settler: Settler, gate: PreflightGate, config: Controls['config']): News =>
  new News({
    mode: () => config().webhooks.mode,
    renew: (charge) => settler.renew(charge),
    renewAll: async () => gate.open && (await settler.renewAll()),
  });

export function makeService(options: ServiceOptions): Service {
  const controls = makeControls();
  const { metrics, logging, connection, lumenpay, gate, rotation } = makeLumenpay(options, controls);
  const { settings, log, book, pacer, window, config } = controls;
  const fulfilment = new Fulfilment(options, { metrics, log, logging, config });
  controls.onSettled((order) => fulfilment.add(order));
  const settler = new Settler({
    lumenpay,
    cache: new AgedCache<Charge>('charge'),
    book,
    gate,
    pacer,
    config,
    log,
  });
  const news = makeNews(settler, gate, config);
  const nextOrder = orderSource(options.seed);
  const loop = new OrderLoop({ book, window, pacer, gate, config, settler, log, nextOrder });
  const accounts = new Accounts(
    { book, settler, gate, pacer, fulfilment },
    { ...options, clientId: options.client.id },
  );
  controls.onChange(() => {
    fulfilment.reconfigured();
    news.follow();
    void loop.work();
  });
  return {
    ...{ settings, metrics, log, logging },
    vitals: { settings, window, gate, book, loop, fulfilment },
    desk: new RollbackDesk({
      ...{ settings, book, loop },
      asideLater: () => fulfilment.aside(),
      exchangeMs: () => metrics.medianMs('lumenpay'),
    }),
    accounts,
    news,
    retryQuarantined() {
      const retried = book.retryQuarantined() + fulfilment.retryQuarantined();
      void loop.work();
      return retried;
    },
    rotations: new Map<string, Rotation>([['lumenpay', rotation], ...fulfilment.rotations]),
    async start() {
      fulfilment.start();
      await gate.run();
      await loop.start();
      news.start();
    },
    async stop() {
      loop.stop();
      news.stop();
      gate.stop();
      await fulfilment.stop();
      await accounts.close();
      await connection.close();
    },
  };
}
