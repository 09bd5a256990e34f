// How a connection is opened: directly, or through the proxy that was declared; and who knows the host's address.
import type { HttpProxy } from '../ports/passage.ts';
import type { Dial, Lookup } from './connection.ts';

/** Undefined: directly. What only a proxy needs is loaded when one is declared. */
export async function dialOf(proxy: HttpProxy | undefined): Promise<Dial | undefined> {
  return proxy && (await import('./proxy-tunnel.ts')).through(proxy);
}

/** Undefined: the system. Another name server is asked in the sandbox alone, and loaded there. */
export async function lookupOf(resolver: string | undefined): Promise<Lookup | undefined> {
  return resolver === undefined ? undefined : (await import('./named-lookup.ts')).lookupBy(resolver);
}
