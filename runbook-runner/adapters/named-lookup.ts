// Asks one name server for the addresses of a host: the sandbox's names are known to its own alone.
import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import type { Lookup } from './connection.ts';

/** A question may be lost: it is sent again, and given up after 3 s in all. */
const PATIENCE = { timeout: 1_000, tries: 2 };

/** IPv4 addresses as the name server at `server`, such as `127.0.0.1:5353`, gives them; rejects with its refusal. */
export const lookupBy =
  (server: string): Lookup =>
  async (host, signal) => {
    // Made for one question: a kept one remembers answers.
    const resolver = new Resolver(PATIENCE);
    resolver.setServers([server]);
    const cancel = () => resolver.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return (await resolver.resolve4(host)).map((address) => ({ address, family: 4 }));
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };

/** The same, as sockets ask for it. */
export function socketLookup(server: string): LookupFunction {
  const lookup = lookupBy(server);
  return (host, { all }, callback) => {
    lookup(host).then(
      (found) => {
        if (all) callback(null, [...found]);
        else callback(null, found[0]?.address ?? '', 4);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}
