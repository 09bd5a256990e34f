// Credentials by reference: a kind names an auth method and gets headers, never a stored secret.
import type { Passage } from './passage.ts';
import type { Problem } from './result.ts';

export interface AuthRequest extends Passage {
  readonly integration: string;
  readonly environment: string;
  /** Name of the auth method in the integration. */
  readonly auth: string;
  /** Origin that the headers will be sent to; a secret bound to another host is refused. */
  readonly baseUrl: string;
  readonly ca: readonly string[];
  readonly loopback: boolean;
  /** Whether addresses of private networks (RFC 1918, RFC 4193) are allowed. */
  readonly privateNetwork?: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds from the call on. */
  readonly deadlineMs: number;
  /** Fetches a new token even when a kept one is still good. */
  readonly fresh?: boolean;
  /** Tells what the token says of itself too. */
  readonly inspect?: boolean;
}

/** A secret, and the one place that it would be put in. */
export interface SecretUse {
  readonly integration: string;
  readonly environment: string;
  /** Name of the credential in the integration. */
  readonly credential: string;
  readonly source: CredentialSourceSpec;
  /** As bindings of secrets name the place. */
  readonly slot: string;
  /** Origin that the secret would be sent to, or whose secret it is. */
  readonly baseUrl: string;
  /** True only when the target is the sandbox. */
  readonly loopback: boolean;
}

type Headers = readonly (readonly [string, string])[];

/** A request that is about to be sent, for methods that sign it. */
export interface Message {
  readonly method: string;
  readonly url: string;
  readonly body?: string | undefined;
}

/** What a token says of itself: read, not verified. The upstream judges it. */
export type TokenFacts =
  | { readonly form: 'opaque' }
  | { readonly form: 'malformed'; readonly why: string }
  | {
      readonly form: 'jwt';
      /** `alg` of the header (RFC 7515 §4.1.1). */
      readonly algorithm: string;
      readonly issuer?: string;
      readonly audience: readonly string[];
      readonly expiresAt?: Date;
      readonly notBefore?: Date;
      readonly scopes?: readonly string[];
    };

/** A credential of the environment, with the day that the playbook declares as its end. */
export interface DeclaredEnd {
  readonly credential: string;
  /** `YYYY-MM-DD`; undefined when none is declared. */
  readonly expires?: string;
  /** Seeded by the sandbox: it has no end. */
  readonly seeded: boolean;
}

export interface AuthGrant {
  readonly headers: Headers;
  /** Headers that depend on the request, made anew for each one: a signature over it. */
  readonly sign?: (message: Message) => Headers;
  /** When the granted token ends by our own clock, if a new one can be had then. */
  readonly expiresAt?: Date;
  readonly scopes?: readonly string[];
  /** Milliseconds by which a server's clock is ahead of ours, seen when the token was granted. */
  readonly aheadMs?: number;
  /** True when the upstream itself granted the token just now: it took the credential. */
  readonly proven?: boolean;
  /** Present when the request asked to inspect, and the method sends a token. */
  readonly token?: TokenFacts;
  /** Present when the request asked to inspect. */
  readonly ends?: readonly DeclaredEnd[];
}

export type AuthOutcome =
  | { readonly ok: true; readonly grant: AuthGrant }
  | { readonly ok: false; readonly problem: Problem };

export interface CredentialPort {
  authorize(request: AuthRequest): Promise<AuthOutcome>;
}

/** Where a credential's value comes from: outside the repository, or the seeded ones of the sandbox. */
export type CredentialSourceSpec = (
  | { readonly env: string; readonly obtain: string }
  | { readonly file: string; readonly obtain: string }
  | { readonly manager: string; readonly entry: string; readonly obtain: string }
  | { readonly sandbox: string }
) & { readonly expires?: string | undefined };

/** Is told every secret value before it is used, so that nothing that leaves the program can show it. */
export interface SecretsSink {
  add(value: string): void;
  /** The same for a value that is good for one request: only the last thousands of those are remembered. */
  addPassing(value: string): void;
}
