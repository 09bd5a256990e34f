// Wires the use cases to what `compose.ts` hands in; everything that leaves passes the redaction sink here.
import type { CheckPorts, Probing } from '../checks/kind.ts';
import type { Kinds } from '../playbook/draft.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { DeclaredWebhook } from '../playbook/webhooks.ts';
import type { FilesPort } from '../ports/files.ts';
import type { GitPort } from '../ports/git.ts';
import type { Arrival, Verification } from '../ports/inbound.ts';
import type { PassagePort } from '../ports/passage.ts';
import type { SandboxPort } from '../ports/sandbox.ts';
import type { SecretsPort } from '../ports/secrets.ts';
import type { StorePort } from '../ports/store.ts';
import { createCore } from './core.ts';
import { GuardedRunner } from './guarded-runner.ts';
import type { PoolLimits } from './pool.ts';
import type { Redactor } from './redaction.ts';
import type { Runner } from './runner.ts';

export interface RunnerDeps {
  /** The playbook as its files are now; throws `invalid_playbook`. Cheap when no file changed. */
  readonly playbook: () => Promise<Playbook>;
  /** The registries; asked for only when all kinds are wanted. */
  readonly kinds: () => Promise<Kinds> | Kinds;
  /** How a kind of check runs; asked for only when such a check does. */
  readonly probing: (kind: string) => Promise<Probing | undefined>;
  /** What kinds are handed: http, tls, clock, credentials, process. */
  readonly ports: CheckPorts;
  /** Client certificates and proxies, with the secrets that they take. */
  readonly passage: PassagePort;
  /** What this machine allows with secrets. */
  readonly secrets: SecretsPort;
  /** Holds a delivery to what the playbook declares of its source. */
  readonly webhooks: (declared: DeclaredWebhook, arrival: Arrival) => Promise<Verification>;
  /** Opened when first needed, so that a command without records needs no database. */
  readonly store: () => Promise<StorePort>;
  readonly sandbox: SandboxPort;
  readonly git: GitPort;
  /** Reads the PEM files that integrations name. */
  readonly files: FilesPort;
  /** `createRedactor()`; the credential adapter and the token of `serve` add their secrets to it. */
  readonly redactor: Redactor;
  /** Name of the person at this machine: the Git identity, else the login name. */
  readonly owner: string;
  /** Of the program. */
  readonly version: string;
  /** What a page reached when it was built with this seal; names what changed behind a stale seal after a restart. */
  readonly builtReaches?: (
    page: string,
    seal: string,
  ) => Promise<Readonly<Record<string, string>> | undefined>;
  readonly limits?: Partial<PoolLimits>;
  /** Hears of trouble that no caller waits for, e.g. an expiry that could not be undone; already redacted. */
  readonly report?: (error: unknown) => void;
}

/** The runner. It opens nothing before its first use. */
export function createRunner(deps: RunnerDeps): Runner {
  return new GuardedRunner(createCore(deps));
}
