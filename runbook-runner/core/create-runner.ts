// Wires the use cases to what `compose.ts` hands in; everything that leaves passes the redaction sink here.
import type { ActionKind } from '../actions/kind.ts';
import type { CheckKind, CheckPorts } from '../checks/kind.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { FilesPort } from '../ports/files.ts';
import type { GitPort } from '../ports/git.ts';
import type { SandboxPort } from '../ports/sandbox.ts';
import type { StorePort } from '../ports/store.ts';
import type { PoolLimits } from './pool.ts';
import type { Redactor } from './redaction.ts';

export interface RunnerDeps {
  /** The playbook as its files are now; throws `invalid_playbook`. Cheap when no file changed. */
  readonly playbook: () => Promise<Playbook>;
  /** Kinds by name, from the registries. */
  readonly checkKinds: ReadonlyMap<string, CheckKind>;
  readonly actionKinds: ReadonlyMap<string, ActionKind>;
  /** What kinds are handed: http, tls, clock, credentials. */
  readonly ports: CheckPorts;
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
  /** What a page reached when it was built with this seal; names what changed behind a stale seal after a restart. */
  readonly builtReaches?: (
    page: string,
    seal: string,
  ) => Promise<Readonly<Record<string, string>> | undefined>;
  readonly limits?: Partial<PoolLimits>;
}
