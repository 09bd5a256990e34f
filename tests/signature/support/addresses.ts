// Lumenpay under a name with two addresses, of which the second is dead, or both are.
import { serveDns } from '../../support/dns-server.ts';
import { serveSilence } from '../../support/servers.ts';
import type { Served } from './upstream.ts';

const NAME = 'lumenpay.sandbox.test';
const HERE = '127.0.0.1';
/** Loopback too, and nobody listens there. */
const DEAD = ['127.0.0.2', '127.0.0.3'];

/** A port that takes connections at the first address alone. */
export async function serveAddresses(...[first, second]: readonly ('alive' | 'dead')[]): Promise<Served> {
  const listening = await serveSilence('https');
  const told = [first, second].map((state, index) => (state === 'alive' ? HERE : (DEAD[index] ?? HERE)));
  const names = await serveDns({
    answer: (name, type) => ({
      answers: type === 'A' ? told.map((data) => ({ type, name, ttl: 0, data })) : [],
    }),
  });
  return {
    servers: [{ name: 'lumenpay', host: NAME, url: `https://${NAME}:${listening.port}` }],
    ...{ ca: '', credentials: {} },
    resolver: names.address,
    close: async () => void (await Promise.all([names.close(), listening.close()])),
  };
}
