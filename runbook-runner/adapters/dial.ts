// How a connection is opened: directly, or through the proxy that was declared.
import type { HttpProxy } from '../ports/passage.ts';
import type { Dial } from './connection.ts';

/** Undefined: directly. What only a proxy needs is loaded when one is declared. */
export async function dialOf(proxy: HttpProxy | undefined): Promise<Dial | undefined> {
  return proxy && (await import('./proxy-tunnel.ts')).through(proxy);
}
