// Owns our own services in the sandbox: order-sync, and ledger-export that reads from it.
import { type LedgerExport, startLedgerExport } from './ledger-export/index.ts';
import { firstKeyId } from './lumenpay/clients.ts';
import { CreateEndpoint } from './lumenpay/webhooks/endpoints.ts';
import { type OrderSync, startOrderSync } from './order-sync/index.ts';
import { seededHex } from './test-data/random.ts';
import type { Running } from './upstreams.ts';

interface Options {
  readonly seed: number;
  readonly upstreams: Running;
}

export interface Consumers {
  readonly orderSync: OrderSync;
  readonly ledgerExport: LedgerExport;
  /** What opens their operator endpoints, by name. */
  readonly credentials: Readonly<Record<string, string>>;
}

interface Tokens {
  readonly operatorToken: string;
  readonly ledgerToken: string;
}

function openOrderSync(
  { seed, upstreams: { lumenpay } }: Options,
  { operatorToken, ledgerToken }: Tokens,
  ledger: () => LedgerExport | undefined,
): Promise<OrderSync> {
  const { access, opened, directUrl } = lumenpay;
  const { credentials: keys, vault } = opened;
  const id = keys['order-sync-client-id'];
  return startOrderSync({
    ...{ seed, upstreamUrl: access.url, ca: access.ca, operatorToken },
    client: { id, key: { keyId: firstKeyId(id), secret: keys['order-sync-client-secret'] } },
    vault: (credentialRef) => vault.get(credentialRef),
    webhookSecret: keys['lumenpay-webhook-secret'],
    settlements: { url: directUrl, ca: access.ca, token: keys['lumenpay-operator-token'] },
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
  webhooks.create(endpoint, keys['lumenpay-client-id']);
  const credentials = {
    'order-sync-operator-token': operatorToken,
    'ledger-export-operator-token': ledgerToken,
  };
  return { orderSync, ledgerExport, credentials };
}
