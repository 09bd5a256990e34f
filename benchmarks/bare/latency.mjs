// What a bare undici client adds to the time that the upstream itself says it took, one number a request, as JSON.
// node latency.mjs <url> <requests> <connections>
import { Agent, request, setGlobalDispatcher } from 'undici';

const [url, count = '1', connections = '1'] = process.argv.slice(2);
setGlobalDispatcher(new Agent({ connections: Number(connections) }));

async function added() {
  const started = performance.now();
  const { headers, body } = await request(url);
  await body.json();
  const ms = performance.now() - started;
  const [, own] = /dur=([\d.]+)/.exec(headers['server-timing']) ?? [];
  return ms - Number(own);
}

const all = [];
let left = Number(count);
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (left-- > 0) all.push(await added());
  }),
);
process.stdout.write(JSON.stringify(all), () => process.exit());
