// One DNS question to one resolver: what a name service of the system would hide (times to live, aliases, refusals).
import { z } from 'zod';
import type { Problem } from './result.ts';

export const RecordType = z.enum(['A', 'AAAA', 'CNAME', 'TXT', 'MX', 'NS', 'SRV', 'CAA']);
export type RecordType = z.output<typeof RecordType>;

export interface Resolver {
  readonly address: string;
  readonly port: number;
}

const DNS_PORT = 53;

/** Parses `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53` and `[2001:db8::53]:5353`; undefined for anything else. */
export function parseResolver(text: string): Resolver | undefined {
  const [, v6, v4, digits] = /^(?:\[(.+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = v6 ?? v4 ?? text;
  const port = digits === undefined ? DNS_PORT : Number(digits);
  const fits = v4 === undefined ? z.ipv6().safeParse(address) : z.ipv4().safeParse(address);
  return fits.success && port > 0 && port < 65_536 ? { address, port } : undefined;
}

export const ResolverText = z
  .string()
  .describe(
    'IP address of a name server, with a port when it is not 53: 192.0.2.53:5353, [2001:db8::53]:5353.',
  )
  .transform((text, context): Resolver => {
    const parsed = parseResolver(text);
    if (parsed) return parsed;
    context.addIssue({ code: 'custom', message: `"${text}" is not an IP address with or without a port` });
    return z.NEVER;
  });

export interface DnsRequest {
  readonly name: string;
  readonly type: RecordType;
  /** `system`: those of this machine, one after the other, wherever they are. */
  readonly resolver: Resolver | 'system';
  readonly loopback: boolean;
  readonly privateNetwork?: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds from the call on. */
  readonly deadlineMs: number;
}

export interface DnsRecordSet {
  /** NOERROR, NXDOMAIN, SERVFAIL, REFUSED, … as the resolver answered. */
  readonly rcode: string;
  /** Aliases from the name that was asked to the one that has the records, in order. */
  readonly chain: readonly { readonly name: string; readonly target: string; readonly ttlSeconds: number }[];
  /** True when the aliases lead back to one of themselves. */
  readonly loop: boolean;
  readonly records: readonly { readonly value: string; readonly ttlSeconds: number }[];
  /** The zone that says that there is nothing. */
  readonly zone?: string | undefined;
  /** Whom to ask instead: what a server says that knows nothing of the name and asks nobody for us. */
  readonly referral?: string | undefined;
  /** Where the aliases lead, when the server knows no more than that and asks nobody for us. */
  readonly unfollowed?: string | undefined;
}

export type DnsOutcome =
  | { readonly ok: true; readonly resolver: string; readonly answer: DnsRecordSet }
  | { readonly ok: false; readonly resolver: string; readonly problem: Problem };

export interface DnsPort {
  query(request: DnsRequest): Promise<DnsOutcome>;
}
