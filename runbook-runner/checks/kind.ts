// The contract of a check kind: a way to probe an upstream. One file a kind, one line in the registry.
import type { z } from 'zod';
import type { ClockPort } from '../ports/clock.ts';
import type { CommandsPort } from '../ports/commands.ts';
import type { ContractDiffPort } from '../ports/contract-diff.ts';
import type { CredentialPort, SecretsSink } from '../ports/credential.ts';
import type { DnsPort } from '../ports/dns.ts';
import type { GitPort } from '../ports/git.ts';
import type { HttpPort } from '../ports/http.ts';
import type { InboundPort } from '../ports/inbound.ts';
import type { Passage } from '../ports/passage.ts';
import type { ProcessPort } from '../ports/process.ts';
import type { CheckProgress, KindOutcome, ProblemClass } from '../ports/result.ts';
import type { TcpPort } from '../ports/tcp.ts';
import type { TlsPort } from '../ports/tls.ts';

/** What every kind is handed; it takes the ports that it needs. */
export interface CheckPorts {
  readonly http: HttpPort;
  readonly tls: TlsPort;
  readonly tcp: TcpPort;
  readonly dns: DnsPort;
  readonly clock: ClockPort;
  readonly credentials: CredentialPort;
  /** Is told every secret that a probe learns, before anything shows it. */
  readonly secrets: Pick<SecretsSink, 'add'>;
  readonly process: ProcessPort;
  readonly git: Pick<GitPort, 'changes'>;
  readonly commands: CommandsPort;
  readonly contractDiff: ContractDiffPort;
  readonly inbound: InboundPort;
}

/** Where the check is pointed: resolved by core from integration and environment. */
export interface Target extends Passage {
  readonly integration: string;
  readonly environment: string;
  /** Origin without a trailing slash, e.g. `https://127.0.0.1:4801`. */
  readonly baseUrl: string;
  /** PEM certificates to trust beside the system's, e.g. the sandbox's own CA. */
  readonly ca: readonly string[];
  /** True only for the sandbox: loopback addresses are then allowed. */
  readonly loopback: boolean;
  /** True when the environment declares that its upstream lives in a private network. */
  readonly privateNetwork?: boolean;
}

export interface CheckInput<Definition> {
  readonly id: string;
  readonly definition: Definition;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly target: Target;
  /** Parsed contract documents by their path in `src/content`. */
  readonly contracts: ReadonlyMap<string, unknown>;
  readonly traceparent: string;
  /** Aborts at the deadline or on interruption. */
  readonly signal: AbortSignal;
  /** Milliseconds that the run may take from now on. */
  readonly deadlineMs: number;
  readonly progress: (event: CheckProgress) => void;
}

/** What a definition uses by name: for cross-references and the seal. */
export interface References {
  readonly auth?: string;
  readonly contracts: readonly string[];
  /** A source of webhooks of the integration. */
  readonly webhook?: string;
  /** Slots that the definition fills from parameters. */
  readonly parameters?: readonly string[];
}

/** A definition in words, for pages and search; text in backticks is code. */
export interface Description {
  /** What the check does, as in “passes when … shows that”: `GET /v1/charges/{charge}`, `TLS handshake`. */
  readonly asks: string;
  /** What must hold for it to pass: one line a promise, in the order in which they are looked at. */
  readonly promises: readonly string[];
}

/** Something that can never work, found in a definition or in a contract that it names, without asking anyone. */
export interface Finding {
  readonly code:
    | 'contradiction'
    | 'ambiguous-operation'
    | 'unknown-operation'
    | 'undeclared-answer'
    | 'unresolved-reference'
    | 'unusable-contract'
    | 'invalid-pattern';
  /** Keys from the top of the file to what is wrong. */
  readonly path: readonly (string | number)[];
  /** The contract that the path is in; the definition itself when left out. */
  readonly contract?: string;
  /** The fact, as a sentence. */
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What a run needs of a kind; it loads no schema. */
export interface Probing<Definition = unknown> {
  describe(definition: Definition): Description;
  /** Throws `invalid_parameter` for values that this kind takes from nobody, before anything runs or is recorded. */
  refuse?(definition: Definition, parameters: CheckInput<Definition>['parameters']): void;
  /** Milliseconds that a run needs after an interruption, to leave nothing behind. */
  windUpMs?(definition: Definition): number;
  /**
   * Whether it opens TLS connections to the target, and so gets client certificate and proxy; it does, when absent.
   * `past`: it connects past the proxy, and gets it to tell so.
   */
  passage?(definition: Definition): boolean | 'past';
  run(input: CheckInput<Definition>, ports: CheckPorts): Promise<KindOutcome>;
}

export interface CheckKind<Definition = unknown> extends Probing<Definition> {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  /** Schema of the fields that belong to this kind alone, e.g. `request` and `expect`. */
  readonly schema: z.ZodType<Definition>;
  /** A complete definition as YAML; shown on the reference page and run by the contract test. */
  readonly example: string;
  /** Further ways to write one, each as complete. */
  readonly furtherExamples?: readonly string[];
  references(definition: Definition): References;
  /** Names of the assertions that a definition makes: tells the loader which failure modes it can show. Any, when absent. */
  assertions?(definition: Definition): readonly string[];
  /** Requests that a definition declares: its check never counts as fewer. One, when absent. */
  requests?(definition: Definition): number;
  /** Whether a definition changes something for a while: it then runs only where the environment allows it. */
  changes?(definition: Definition): boolean;
  /** Codes of `reachable` that its checks can give; all of them when left out. */
  readonly unreachable?: readonly ProblemClass[];
  /** False when no answer with status and headers is kept, so that no signature that looks at one can match. */
  readonly answers?: false;
  /** Everything that is wrong with a valid definition; `contracts` are the parsed documents by their path. */
  lint?(definition: Definition, contracts: ReadonlyMap<string, unknown>): readonly Finding[];
}

/** Forgets the type of a definition: what a kind is handed was parsed by its own schema. */
export const erased = <Definition>(kind: CheckKind<Definition>): CheckKind => kind as unknown as CheckKind;

/** The same of what a run needs. */
export const erasedProbing = <Definition>(probing: Probing<Definition>): Probing =>
  probing as unknown as Probing;
