// A TLS handshake without a request: the certificate as presented, valid or not.
import type { CertificateFacts, PeerCertificate } from './certificate.ts';
import type { Passage } from './passage.ts';
import type { Phases, Problem } from './result.ts';

/** A certificate of our own with its private key, both PEM. The certificate may bring its intermediates. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

export interface TlsRequest extends Passage {
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
      readonly problem?: Problem | undefined;
      /** Of the client certificate that was given. */
      readonly clientCertificate?: CertificateFacts;
      /** Set when the server ended the connection because of our certificate, or because we have none. */
      readonly refusal?: Problem | undefined;
      /** Set when the server ended the connection at once, and had not asked for our certificate. */
      readonly closed?: Problem | undefined;
      readonly phases: Phases;
    }
  | { readonly ok: false; readonly problem: Problem; readonly phases: Phases };

export interface TlsPort {
  handshake(request: TlsRequest): Promise<TlsOutcome>;
}
