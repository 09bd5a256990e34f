// HTTP as the kinds need it: one exchange with phases, bounded in time, size and destination.
import type { Passage } from './passage.ts';
import type { Phases, Problem } from './result.ts';

export interface HttpRequest extends Passage {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string | undefined;
  readonly ca: readonly string[];
  /** Whether loopback addresses are allowed; link-local and metadata addresses never are. */
  readonly loopback: boolean;
  /** Whether addresses of private networks (RFC 1918, RFC 4193) are allowed. */
  readonly privateNetwork?: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds from the call on. */
  readonly deadlineMs: number;
  /** Decompressed bytes after which reading stops; 1 MiB unless said otherwise. */
  readonly maxBodyBytes?: number;
  /** Opens a fresh connection instead of a kept one. */
  readonly fresh?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** As received, names in lower case, duplicates kept. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
  readonly phases: Phases;
}

/** A response, or the transport problem that stood in its way; never throws for either. */
export type HttpOutcome =
  | { readonly ok: true; readonly response: HttpResponse }
  | { readonly ok: false; readonly problem: Problem; readonly phases: Phases };

export interface HttpPort {
  exchange(request: HttpRequest): Promise<HttpOutcome>;
  /** Closes every kept connection. */
  close(): Promise<void>;
}
