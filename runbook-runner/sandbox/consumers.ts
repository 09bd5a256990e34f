// Owns our own services in the sandbox: order-sync, and ledger-export that reads from it.
import { consumerFaults, type FaultTarget } from './consumer-faults.ts';
import { type LedgerExport, startLedgerExport } from './ledger-export/index.ts';
import { firstKeyId } from './lumenpay/clients.ts';
import { CreateEndpoint } from './lumenpay/webhooks/endpoints.ts';
import type { FulfilmentOptions } from './order-sync/fulfilment.ts';
import { type OrderSync, startOrderSync } from './order-sync/index.ts';
import type { Access, RunningUpstream } from './start-upstream.ts';
import { seededHex } from './test-data/random.ts';
import { seededSigningKey } from './test-data/signing-key.ts';
import type { Running } from './upstreams.ts';

interface Options {
  readonly seed: number;
  readonly upstreams: Running;
}

export interface Consumers {
  readonly orderSync: OrderSync;
  readonly ledgerExport: LedgerExport;
  /** What a fault can be aimed at among them, by name. */
  readonly consumers: Readonly<Record<string, FaultTarget>>;
  /** What opens their operator endpoints, by name. */
  readonly credentials: Readonly<Record<string, string>>;
}

interface Tokens {
  readonly operatorToken: string;
  readonly ledgerToken: string;
}

const reached = ({ url, ca, lookup, clientCertificate }: Access) => ({
  url,
  tls: { ca, lookup, ...clientCertificate },
});

/** The back office of an upstream, which is not behind the fault proxy. */
const officeOf = ({ access, directUrl }: RunningUpstream, token: string) => ({
  url: directUrl,
  tls: { ca: access.ca, ...access.clientCertificate },
  token,
});

/** order-sync's own keys for what follows on a settled order, made known to both upstreams. */
function followers(seed: number, { parcelo, stockline }: Running): FulfilmentOptions {
  const parceloKey = {
    keyId: 'key_order-sync',
    secret: `pc_test_${seededHex(seed, 'order-sync-parcelo', 40)}`,
  };
  parcelo.opened.keys.add(parceloKey.keyId, parceloKey.secret);
  const signing = { keyId: 'hv-order-sync-1', secret: seededSigningKey(seed, 'order-sync-signing-key') };
  stockline.opened.keys.add(signing.keyId, signing.secret);
  return {
    parcelo: {
      ...{ ...reached(parcelo.access), key: parceloKey },
      office: officeOf(parcelo, parcelo.opened.credentials['parcelo-operator-token']),
    },
    stockline: {
      ...{ ...reached(stockline.access), key: signing },
      office: officeOf(stockline, stockline.opened.credentials['stockline-operator-token']),
    },
  };
}

function openOrderSync(
  { seed, upstreams }: Options,
  { operatorToken, ledgerToken }: Tokens,
  ledger: () => LedgerExport | undefined,
): Promise<OrderSync> {
  const { access, opened } = upstreams.lumenpay;
  const { credentials: keys, vault } = opened;
  const id = keys['order-sync-client-id'];
  return startOrderSync({
    ...{ seed, lumenpay: reached(access), operatorToken },
    client: { id, key: { keyId: firstKeyId(id), secret: keys['order-sync-client-secret'] } },
    ...followers(seed, upstreams),
    vault: (credentialRef) => vault.get(credentialRef),
    webhookSecret: keys['lumenpay-webhook-secret'],
    settlements: officeOf(upstreams.lumenpay, keys['lumenpay-operator-token']),
    ledger: () => {
      const url = ledger()?.url;
      return url === undefined ? undefined : { url, token: ledgerToken };
    },
  });
}

/** Starts both; resolves when orders flow. What was started ends with the stack. */
export async function startConsumers(options: Options, stack: AsyncDisposableStack): Promise<Consumers> {
  const token = (name: string): string => seededHex(options.seed, name, 32);
  const operatorToken = `os_test_${token('operator-token')}`;
  const ledgerToken = `le_test_${token('ledger-export-operator')}`;
  let ledger: LedgerExport | undefined;
  const orderSync = await openOrderSync(options, { operatorToken, ledgerToken }, () => ledger);
  stack.defer(() => orderSync.close());
  const ledgerExport = await startLedgerExport({
    orderSyncUrl: orderSync.url,
    orderSyncToken: operatorToken,
    operatorToken: ledgerToken,
  });
  stack.defer(() => ledgerExport.close());
  ledger = ledgerExport;
  // It is told of the charges that the shop makes; of those that it makes itself it knows.
  const { webhooks, credentials: keys } = options.upstreams.lumenpay.opened;
  const endpoint = CreateEndpoint.parse({ url: `${orderSync.url}/webhooks/lumenpay` });
  const told = webhooks.create(endpoint, keys['lumenpay-client-id']);
  if (told) webhooks.keepBeating(told.id);
  const consumers = { 'order-sync': consumerFaults({ url: orderSync.url, operatorToken }, stack) };
  const credentials = {
    'order-sync-operator-token': operatorToken,
    'ledger-export-operator-token': ledgerToken,
  };
  return { orderSync, ledgerExport, consumers, credentials };
}
