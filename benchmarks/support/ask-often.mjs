// Asks an exporter for one probe after the other over kept connections, and prints probes a second.
// node ask-often.mjs <url> <probes> <connections>
import { Pool } from 'undici';

const [url, count, connections] = process.argv.slice(2);
const { origin, pathname, search } = new URL(url);
const pool = new Pool(origin, { connections: Number(connections) });
const began = performance.now();
let left = Number(count);

async function ask() {
  const { body } = await pool.request({ method: 'GET', path: pathname + search });
  if (!/^probe_success 1$/m.test(await body.text())) throw new Error('a probe failed');
}

await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (left-- > 0) await ask();
  }),
);
console.log((Number(count) * 1_000) / (performance.now() - began));
await pool.close();
