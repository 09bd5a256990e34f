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
  readonly signal: AbortSignal;
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
