// How a target is reached beside its address: the certificate that we show it, and the proxy on the way.
import type { CredentialSourceSpec } from './credential.ts';
import type { Problem } from './result.ts';
import type { ClientCertificate } from './tls.ts';

/** A proxy that opens connections by CONNECT (RFC 9110 §9.3.6). */
export interface HttpProxy {
  /** Scheme, host and port; http or https. */
  readonly url: string;
  /** Value of `Proxy-Authorization`. */
  readonly authorization?: string | undefined;
  /** Whether the proxy itself may be on this machine: only when the machine names it. */
  readonly loopback: boolean;
  readonly privateNetwork: boolean;
  /** Hosts that are reached without it, as entries of `NO_PROXY`. */
  readonly except: readonly string[];
}

export interface Passage {
  /** What we present when the server asks for a client certificate. */
  readonly clientCertificate?: ClientCertificate | undefined;
  /** What opens the connection, when it is not opened directly. */
  readonly proxy?: HttpProxy | undefined;
  /** Name server that knows the host, such as `127.0.0.1:5353`; the system is asked when left out. */
  readonly resolver?: string | undefined;
}

export interface PassageOrder {
  readonly integration: string;
  readonly environment: string;
  /** Origin that the client certificate is for. */
  readonly baseUrl: string;
  /** True only for the sandbox, whose own credentials go nowhere else. */
  readonly loopback: boolean;
  readonly credentials: Readonly<Record<string, CredentialSourceSpec>>;
  readonly clientCertificate?:
    | {
        /** PEM, or the credential that holds it. */
        readonly cert: string | { readonly credential: string };
        /** Credential that holds the key. */
        readonly key: string;
      }
    | undefined;
  readonly proxy?:
    | {
        readonly url: string;
        readonly login?: { readonly user: string; readonly password: string } | undefined;
        readonly privateNetwork: boolean;
      }
    | { readonly from: 'environment' }
    | undefined;
  readonly signal: AbortSignal;
}

export type PassageOutcome =
  | { readonly ok: true; readonly passage: Passage }
  | { readonly ok: false; readonly problem: Problem };

export interface PassagePort {
  /** Gets the secrets that it takes, each only for the host and slot that it is bound to. */
  open(order: PassageOrder): Promise<PassageOutcome>;
}
