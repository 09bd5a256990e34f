// Owns the sandbox as a whole: starts its servers in order, wires them, announces them, ends them together.
import { type ErrorCode, PlaybookError, suggest } from '../errors/index.ts';
import type { ActiveFault, FaultOrder, LogEntry, SandboxStatus } from '../ports/sandbox.ts';
import { makeCertificates } from './certificates.ts';
import { startControl } from './control.ts';
import { startFaultProxy } from './fault-proxy/index.ts';
import { type ClientSecret, firstKeyId } from './lumenpay/clients.ts';
import { type Lumenpay, startLumenpay } from './lumenpay/index.ts';
import { startPublicSite } from './lumenpay/public-site.ts';
import { CreateEndpoint } from './lumenpay/webhooks/endpoints.ts';
import { type OrderSync, startOrderSync } from './order-sync/index.ts';
import { announce, prepare } from './state-file.ts';
import { seededCredentials } from './test-data/credentials.ts';

export interface SandboxOptions {
  /** Where sandbox.json is written; without it nothing is, and nobody but the caller finds the sandbox. */
  readonly stateFolder?: string;
  /** Of the test data; 1 unless said otherwise. */
  readonly seed?: number;
}

export interface Sandbox {
  readonly control: { readonly url: string; readonly token: string };
  /** The servers themselves, for tests: Lumenpay here is behind the fault proxy. */
  readonly lumenpay: Lumenpay;
  readonly orderSync: OrderSync;
  status(): SandboxStatus;
  inject(order: FaultOrder): Promise<ActiveFault>;
  clear(): Promise<readonly ActiveFault[]>;
  log(server: string): readonly LogEntry[];
  close(): Promise<void>;
}

type Servers = Awaited<ReturnType<typeof startServers>>;

async function startServers(seed: number, stack: AsyncDisposableStack) {
  const certificates = await makeCertificates(Date.now());
  const credentials = seededCredentials(seed);
  const { ca } = certificates;
  const webhookSecret = credentials['lumenpay-webhook-secret'];
  const vault = new Map<string, ClientSecret>();
  const own = { id: credentials['order-sync-client-id'], secret: credentials['order-sync-client-secret'] };
  const lumenpay = await startLumenpay({
    seed,
    clients: [{ id: credentials['lumenpay-client-id'], secret: credentials['lumenpay-client-secret'] }, own],
    webhookSecret,
    leaf: certificates.upstream,
    operatorToken: credentials['lumenpay-operator-token'],
    deposit: (credentialRef, secret) => vault.set(credentialRef, secret),
  });
  stack.defer(() => lumenpay.close());
  const proxy = await startFaultProxy({
    upstream: lumenpay.url,
    ca,
    leaf: certificates.front,
    badLeaf: certificates.bad,
  });
  stack.defer(() => proxy.close());
  const site = await startPublicSite({ leaf: certificates.front, disturbances: () => proxy.disturbances() });
  stack.defer(() => site.close());
  const orderSync = await startOrderSync({
    seed,
    upstreamUrl: proxy.url,
    ca,
    client: { id: own.id, key: { keyId: firstKeyId(own.id), secret: own.secret } },
    vault: (credentialRef) => vault.get(credentialRef),
    operatorToken: credentials['order-sync-operator-token'],
    webhookSecret,
  });
  stack.defer(() => orderSync.close());
  tell(lumenpay, orderSync, credentials['lumenpay-client-id']);
  return { ca, credentials, lumenpay, proxy, site, orderSync };
}

/** order-sync is told of the charges that the shop makes; of those that it makes itself it knows. */
function tell(lumenpay: Lumenpay, orderSync: OrderSync, shop: string): void {
  const endpoint = CreateEndpoint.parse({ url: `${orderSync.url}/webhooks/lumenpay` });
  lumenpay.webhooks.create(endpoint, shop);
}

/** The entry of a name; throws the refusal, with the nearest known name. */
function named<Entry>(
  entries: ReadonlyMap<string, Entry>,
  name: string,
  [code, message]: readonly [ErrorCode, string],
): Entry {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw new PlaybookError(code, message, { hint: suggest(name, entries.keys()) });
}

/** What can be asked of the running servers; a fault can only be aimed at what is in here. */
function controlled(seed: number, { ca, credentials, lumenpay, proxy, site, orderSync }: Servers) {
  const startedAt = new Date().toISOString();
  const logs = new Map([
    ['lumenpay', lumenpay.log],
    ['order-sync', orderSync.log],
  ]);
  const proxies = new Map([['lumenpay', proxy]]);
  const active = (): ActiveFault[] => [...proxies.values()].flatMap((one) => one.active());
  return {
    status: (): SandboxStatus => ({
      pid: process.pid,
      startedAt,
      seed,
      servers: [
        { name: 'lumenpay', url: proxy.url },
        { name: 'order-sync', url: orderSync.url },
        { name: 'lumenpay-public', url: site.url },
      ],
      ca,
      credentials: { ...credentials },
      faults: active(),
    }),
    inject: async (order: FaultOrder): Promise<ActiveFault> => {
      const refused = ['invalid_request', `No fault can be aimed at "${order.target}".`] as const;
      return named(proxies, order.target, refused).inject(order);
    },
    clear: async (): Promise<readonly ActiveFault[]> => {
      const ended = await Promise.all([...proxies.values()].map((one) => one.clear()));
      return ended.flat();
    },
    log: (server: string): readonly LogEntry[] =>
      named(logs, server, ['not_found', `The sandbox has no server "${server}".`]).entries(),
  };
}

/**
 * Starts the sandbox on loopback ports that the system chooses; resolves when orders flow.
 * Throws `sandbox_running` when the state folder has one, `folder_unwritable` or `folder_exposed` as the folder is.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { stateFolder, seed = 1 } = options;
  if (stateFolder !== undefined) await prepare(stateFolder);
  await using stack = new AsyncDisposableStack();
  const servers = await startServers(seed, stack);
  const parts = controlled(seed, servers);
  const control = await startControl(parts);
  stack.defer(() => control.close());
  const address = { url: control.url, token: control.token };
  if (stateFolder !== undefined)
    stack.defer(await announce(stateFolder, { ...parts.status(), control: address }));
  const held = stack.move();
  return {
    ...parts,
    control: address,
    lumenpay: servers.lumenpay,
    orderSync: servers.orderSync,
    close: () => held.disposeAsync(),
  };
}
