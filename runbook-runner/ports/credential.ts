// Credentials by reference: a kind names an auth method and gets headers, never a stored secret.
import type { Problem } from './result.ts';

export interface AuthRequest {
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
}

export interface AuthGrant {
  readonly headers: readonly (readonly [string, string])[];
  /** When the granted token ends, if the method has one. */
  readonly expiresAt?: Date;
  readonly scopes?: readonly string[];
}

export type AuthOutcome =
  | { readonly ok: true; readonly grant: AuthGrant }
  | { readonly ok: false; readonly problem: Problem };

export interface CredentialPort {
  authorize(request: AuthRequest): Promise<AuthOutcome>;
}

/** How an auth method gets its headers; every value but `kind`, `header`, `tokenPath` and `scopes` names a credential. */
export type AuthMethodSpec =
  | {
      readonly kind: 'oauth2-client-credentials';
      readonly tokenPath: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scopes: readonly string[];
    }
  | { readonly kind: 'api-key'; readonly header: string; readonly key: string }
  | { readonly kind: 'bearer'; readonly token: string };

/** Where a credential's value comes from: an environment variable, or the seeded ones of the sandbox. */
export type CredentialSourceSpec =
  | { readonly env: string; readonly obtain: string }
  | { readonly sandbox: string };

/** What the playbook declares for an auth method in an environment; undefined when it declares none. */
export type AuthLookup = (
  integration: string,
  environment: string,
  auth: string,
) =>
  | { readonly method: AuthMethodSpec; readonly credentials: Readonly<Record<string, CredentialSourceSpec>> }
  | undefined;

/** Is told every secret value before it is used, so that nothing that leaves the program can show it. */
export interface SecretsSink {
  add(value: string): void;
}
