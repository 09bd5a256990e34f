// A TLS handshake without a request: the certificate as presented, valid or not.
import type { PeerCertificate, Phases, Problem } from './result.ts';

export interface TlsRequest {
  readonly host: string;
  readonly port: number;
  readonly servername: string;
  readonly ca: readonly string[];
  readonly loopback: boolean;
  /** Whether addresses of private networks (RFC 1918, RFC 4193) are allowed. */
  readonly privateNetwork?: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds from the call on. */
  readonly deadlineMs: number;
}

export type TlsOutcome =
  /** `problem` is set when the handshake completed but the certificate would be refused. */
  | {
      readonly ok: true;
      readonly certificate: PeerCertificate;
      readonly problem?: Problem;
      readonly phases: Phases;
    }
  | { readonly ok: false; readonly problem: Problem; readonly phases: Phases };

export interface TlsPort {
  handshake(request: TlsRequest): Promise<TlsOutcome>;
}
