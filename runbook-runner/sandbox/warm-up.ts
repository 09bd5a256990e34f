// Owns the first requests of a start: the sandbox asks each upstream itself, so that nobody else meets code that was
// never run. Without it the first second of latencies says something of the sandbox, and nothing of the upstream.
import { Pool } from 'undici';
import type { Access } from './start-upstream.ts';

/** Until a request takes about as long as later ones do. */
const REQUESTS = 10;

const PING = { method: 'GET', path: '/v1/ping', headers: { 'user-agent': 'sandbox/1.0' } } as const;

/** Through the fault proxy, as consumers ask; what an upstream refuses warms as well. */
async function ask({ url, ca, lookup, clientCertificate }: Access): Promise<void> {
  const pool = new Pool(url, { connect: { ca, lookup, ...clientCertificate }, connections: 1 });
  try {
    for (let request = 0; request < REQUESTS; request += 1) {
      const { body } = await pool.request(PING);
      await body.dump();
    }
  } finally {
    await pool.destroy();
  }
}

export const warmUp = async (upstreams: readonly { readonly access: Access }[]): Promise<void> =>
  void (await Promise.all(upstreams.map(({ access }) => ask(access))));
