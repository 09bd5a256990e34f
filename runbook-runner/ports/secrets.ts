// What this machine allows with secrets, in files outside the repository: where each may go, and what was approved.
import type { CredentialSourceSpec } from './credential.ts';

/** The way out where a build gets no secret. */
export const BUILD_HINT =
  'Real environments are checked in builds of merged work; on a machine of your own, set CI=false.';

/** Shorter secrets would blank out ordinary words everywhere, so they are not hidden. */
export const SHORTEST_SECRET = 6;

/** Where a secret may go. */
export interface Binding {
  /** Host and port as they stand in a URL. */
  readonly host: string;
  /** The place there: auth method, its field, and what carries it. */
  readonly slot: string;
}

/** What a person has approved on this machine, by `checks/<id> in <environment>`. */
export interface Approval {
  /** Digest of the canonical form. */
  readonly digest: string;
  /** The form itself, so that a later one can be compared with it field by field; it holds no secret. */
  readonly form: unknown;
  /** RFC 3339. */
  readonly at: string;
  readonly by: string;
}

/** What became of an attempt to get a value; the value itself is told to nobody. */
export type SecretTest =
  | { readonly ok: true; readonly length: string; readonly remarks: readonly string[] }
  | { readonly ok: false; readonly message: string; readonly hint?: string | undefined };

/** Each method that reads a file throws `secrets_untrusted` when others could have changed it. */
export interface SecretsPort {
  /** Path of the file of bindings and secret managers. */
  readonly file: string;
  /** Bindings by `<integration>.<environment>.<credential>`. */
  bindings(): Promise<Readonly<Record<string, readonly Binding[]>>>;
  /** Replaces the bindings of a credential; none removes it. */
  bind(name: string, bindings: readonly Binding[]): Promise<void>;
  approvals(): Promise<Readonly<Record<string, Approval>>>;
  approve(approvals: Readonly<Record<string, Approval>>): Promise<void>;
  /** Gets the value and forgets it. */
  test(source: CredentialSourceSpec, signal: AbortSignal): Promise<SecretTest>;
  /** Why no secret is given here at all, e.g. in the build of a pull request. */
  refusal(): Promise<string | undefined>;
}
