// TCP connections to every address of a name, each on its own: what a happy dual-stack client would hide.
import type { HttpProxy } from './passage.ts';
import type { AddressOutcome, Phases, Problem } from './result.ts';

export interface TcpRequest {
  readonly host: string;
  readonly port: number;
  /** Name server that knows the host; the system is asked when left out. */
  readonly resolver?: string | undefined;
  /** The proxy that leads to the host otherwise: an address that takes no connection past it proves nothing. */
  readonly pastProxy?: HttpProxy | undefined;
  readonly loopback: boolean;
  /** Whether addresses of private networks (RFC 1918, RFC 4193) are allowed. */
  readonly privateNetwork?: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds from the call on. */
  readonly deadlineMs: number;
  /** Milliseconds that one connection may take to open. */
  readonly connectMs: number;
}

export type TcpOutcome =
  /** One entry an address, in the order of the name server; none is left out. */
  | { readonly ok: true; readonly addresses: readonly AddressOutcome[]; readonly phases: Phases }
  | { readonly ok: false; readonly problem: Problem; readonly phases: Phases };

export interface TcpPort {
  /** Connects to each address and closes at once; not a byte is sent. */
  connect(request: TcpRequest): Promise<TcpOutcome>;
}
