// Owns the sandbox as a whole: starts its servers in order, wires them, announces them, ends them together.
import { type ErrorCode, PlaybookError, suggest } from '../errors/index.ts';
import type { ActiveFault, FaultOrder, LogEntry, SandboxStatus } from '../ports/sandbox.ts';
import { makeAuthority } from './certificates.ts';
import type { FaultTarget } from './consumer-faults.ts';
import { type Consumers, startConsumers } from './consumers.ts';
import { startControl } from './control.ts';
import type { LedgerExport } from './ledger-export/index.ts';
import type { MockOrder, RunningMock } from './mock/index.ts';
import { type NameServer, startNameServer } from './name-server.ts';
import type { OrderSync } from './order-sync/index.ts';
import { type Around, startUpstream } from './start-upstream.ts';
import { announce, prepare } from './state-file.ts';
import { TEST_DATA_VERSION } from './test-data/version.ts';
import type { Upstream } from './upstream.ts';
import { type Running, UPSTREAMS } from './upstreams.ts';

export interface SandboxOptions {
  /** Where sandbox.json is written; without it nothing is, and nobody but the caller finds the sandbox. */
  readonly stateFolder?: string;
  /** Of the test data; 1 unless said otherwise. */
  readonly seed?: number;
  /** APIs that are mocked beside the upstreams. */
  readonly mocks?: readonly MockOrder[];
}

export interface Sandbox {
  readonly control: { readonly url: string; readonly token: string };
  /** What runs, for tests. */
  readonly upstreams: Running;
  readonly orderSync: OrderSync;
  readonly ledgerExport: LedgerExport;
  status(): SandboxStatus;
  inject(order: FaultOrder): Promise<ActiveFault>;
  /** Ends the fault, or every one. Throws `fault_not_active`. */
  clear(fault?: string): Promise<readonly ActiveFault[]>;
  log(server: string): readonly LogEntry[];
  close(): Promise<void>;
}

type Servers = {
  readonly ca: string;
  readonly names: NameServer;
  readonly upstreams: Running;
  readonly mocks: readonly RunningMock[];
} & Consumers;

/** Starts every upstream of the registry at once; what was started ends with the stack, also when another cannot start. */
async function startUpstreams(around: Around, stack: AsyncDisposableStack): Promise<Running> {
  const started = await Promise.allSettled(
    Object.values<Upstream>(UPSTREAMS).map(async (upstream) => {
      const running = await startUpstream(upstream, around);
      stack.defer(() => running.close());
      return [upstream.name, running] as const;
    }),
  );
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  const running = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  return Object.fromEntries(running) as unknown as Running;
}

/** Loaded where something is to be mocked: it takes about a second. */
async function startMocks(orders: readonly MockOrder[], around: Around, stack: AsyncDisposableStack) {
  if (orders.length === 0) return [];
  const { startMockUpstream } = await import('./mock/index.ts');
  return Promise.all(
    orders.map(async (order) => {
      const running = await startMockUpstream(order, around);
      stack.defer(() => running.close());
      return running;
    }),
  );
}

async function startServers(
  { seed, mocks: orders }: Required<Pick<SandboxOptions, 'seed' | 'mocks'>>,
  stack: AsyncDisposableStack,
): Promise<Servers> {
  const now = Date.now();
  const [authority, names] = await Promise.all([
    makeAuthority('Playbook sandbox CA', now),
    startNameServer(),
  ]);
  stack.defer(() => names.close());
  const around = { seed, authority, now, names };
  const [upstreams, mocks] = await Promise.all([
    startUpstreams(around, stack),
    startMocks(orders, around, stack),
  ]);
  const consumers = await startConsumers({ seed, upstreams }, stack);
  return { ca: authority.pem, names, upstreams, mocks, ...consumers };
}

/** Throws `usage` where a mock has the name of another server. */
function refuseTwice(mocks: readonly MockOrder[]): void {
  const names = [...Object.keys(UPSTREAMS), 'order-sync', 'ledger-export', ...mocks.map(({ name }) => name)];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new PlaybookError('usage', `The sandbox has a server "${twice}" already.`, {
      hint: 'Give the mock another name: --openapi <name>=<file>',
    });
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

function notActive(fault: string, active: readonly ActiveFault[]): PlaybookError {
  const names = active.map((one) => one.fault);
  return new PlaybookError('fault_not_active', `No fault "${fault}" is active in the sandbox.`, {
    hint: names.length === 0 ? 'None is: there is nothing to end.' : suggest(fault, names),
  });
}

/** What can be asked of the running servers; a fault can only be aimed at what is in here. */
function controlled(seed: number, servers: Servers) {
  const { ca, names, upstreams, mocks, orderSync, ledgerExport, consumers } = servers;
  const startedAt = new Date().toISOString();
  const running: RunningMock[] = [...Object.values(upstreams), ...mocks];
  const logs = new Map([...running, orderSync, ledgerExport].map(({ log }) => [log.server, log]));
  const proxies = running.map(({ log, proxy }): [string, FaultTarget] => [log.server, proxy]);
  const targets = new Map([...proxies, ...Object.entries(consumers)]);
  const active = (): ActiveFault[] => [...targets.values()].flatMap((one) => one.active());
  const credentials = Object.assign(
    { ...servers.credentials },
    ...running.map(({ access }) => access.credentials),
  ) as Record<string, string>;
  return {
    status: (): SandboxStatus => ({
      pid: process.pid,
      startedAt,
      seed,
      testData: TEST_DATA_VERSION,
      servers: [
        ...running.flatMap(({ servers }) => servers),
        { name: 'order-sync', url: orderSync.url },
        { name: 'ledger-export', url: ledgerExport.url },
      ],
      ca,
      resolver: names.address,
      credentials,
      faults: active(),
    }),
    inject: async (order: FaultOrder): Promise<ActiveFault> => {
      const refused = ['invalid_request', `No fault can be aimed at "${order.target}".`] as const;
      return named(targets, order.target, refused).inject(order);
    },
    clear: async (fault?: string): Promise<readonly ActiveFault[]> => {
      const ended = (await Promise.all([...targets.values()].map((one) => one.clear(fault)))).flat();
      if (fault !== undefined && ended.length === 0) throw notActive(fault, active());
      return ended;
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
  const { stateFolder, seed = 1, mocks = [] } = options;
  refuseTwice(mocks);
  if (stateFolder !== undefined) await prepare(stateFolder);
  await using stack = new AsyncDisposableStack();
  const servers = await startServers({ seed, mocks }, stack);
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
    upstreams: servers.upstreams,
    orderSync: servers.orderSync,
    ledgerExport: servers.ledgerExport,
    close: () => held.disposeAsync(),
  };
}
