// The sandbox as the runner sees it: addresses, test credentials, faults and logs, over its control address.
export interface SandboxServer {
  readonly name: string;
  /** Origin, e.g. `https://127.0.0.1:40123`. */
  readonly url: string;
  /** Its name, where it has one: `lumenpay.sandbox.test`. The sandbox's own name server knows it, and nobody else. */
  readonly host?: string;
  /** PEM of the authority that its certificate comes from, when it is not the sandbox's own. */
  readonly ca?: string;
}

/** Origin by name, where the server has one; whoever uses it asks the sandbox's name server. */
export function namedUrl({ url, host }: Pick<SandboxServer, 'url' | 'host'>): string {
  if (host === undefined) return url;
  const { protocol, port } = new URL(url);
  return `${protocol}//${host}:${port}`;
}

export interface SandboxStatus {
  readonly pid: number;
  readonly startedAt: string;
  readonly seed: number;
  /** Version of the test data: another one may give other data for the same seed. */
  readonly testData: number;
  readonly servers: readonly SandboxServer[];
  /** PEM of the sandbox's own certificate authority. */
  readonly ca: string;
  /** Address of its name server: `127.0.0.1:40053`. */
  readonly resolver: string;
  /** Seeded test credentials by name, e.g. `lumenpay-client-secret`. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly faults: readonly ActiveFault[];
}

export interface ActiveFault {
  readonly fault: string;
  readonly title: string;
  readonly startedAt: string;
  /** When it ends by itself. */
  readonly endsAt: string;
}

/** What of a server a fault can disturb. */
export type Disturbed = 'traffic' | 'deliveries' | 'configuration';

/** The servers of which faults can disturb something else than the traffic alone. */
const DISTURBED: Readonly<Record<string, readonly Disturbed[]>> = {
  lumenpay: ['traffic', 'deliveries'],
  'order-sync': ['configuration'],
  'ledger-export': [],
};

/** Whether a fault that disturbs this can be aimed at the server of the sandbox. */
export const canDisturb = (server: string, disturbed: Disturbed): boolean =>
  (Object.hasOwn(DISTURBED, server) ? DISTURBED[server] : ['traffic'])?.includes(disturbed) === true;

const HOUR_MS = 3_600_000;

/** Why a fault may not last so long, or undefined when it may: nothing that is forgotten may stay on. */
export function tooLong(order: Pick<FaultOrder, 'durationMs' | 'longerThanAnHour'>): string | undefined {
  const { durationMs, longerThanAnHour = false } = order;
  if (durationMs > 24 * HOUR_MS) return 'A fault lasts a day at most.';
  if (durationMs <= HOUR_MS || longerThanAnHour) return undefined;
  return 'A fault lasts an hour at most, unless `longerThanAnHour` gives a reason.';
}

/** A fault as the sandbox takes it: declared in `src/content/faults`, already validated. */
export interface FaultOrder {
  readonly id: string;
  readonly title: string;
  readonly target: string;
  readonly durationMs: number;
  /** Whether its declaration gives a reason to last longer than an hour. */
  readonly longerThanAnHour?: boolean | undefined;
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export interface LogEntry {
  readonly at: string;
  readonly server: string;
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  /** Who called, from the User-Agent: `order-sync`, `playbook`, … */
  readonly client: string;
  readonly traceId: string | null;
}

/** What a running sandbox announced: where its servers are and what opens them. */
export type SandboxPlace = Pick<SandboxStatus, 'servers' | 'ca' | 'resolver' | 'credentials'>;

/** Every method but `place` and `status` throws `sandbox_not_running` when there is none. */
export interface SandboxPort {
  /**
   * Undefined when no process runs a sandbox. It asks nobody, so that every run can begin with it: a process that
   * lives but does not answer is seen by `status` alone.
   */
  place(): Promise<SandboxPlace | undefined>;
  /**
   * Undefined when no sandbox is running, or one is and does not answer. Who would act on that is `patient`: a busy
   * sandbox is given time, one that has ended is not.
   */
  status(how?: 'patient'): Promise<SandboxStatus | undefined>;
  inject(fault: FaultOrder): Promise<ActiveFault>;
  /**
   * Ends the fault, or every one; returns those that were active, or of which somebody had brought a setting back. Throws
   * `fault_not_active`.
   */
  clear(fault?: string): Promise<readonly ActiveFault[]>;
  log(server: string): Promise<readonly LogEntry[]>;
}
