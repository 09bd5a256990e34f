// What a good engineer writes in ten minutes: undici and ajv, the same promises, no records.
// node probe.mjs <url> <schema file> <requests> <connections>
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { Agent, request, setGlobalDispatcher } from 'undici';

const [url, schemaFile, count = '1', connections = '1'] = process.argv.slice(2);
setGlobalDispatcher(new Agent({ connections: Number(connections) }));
const ajv = new Ajv({ strict: false });
addFormats(ajv);
const valid = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

async function probe() {
  const started = performance.now();
  const { statusCode, headers, body } = await request(url);
  const value = await body.json();
  const ok =
    statusCode === 200 &&
    /^application\/json/.test(headers['content-type']) &&
    value.status === 'succeeded' &&
    value.currency === 'eur' &&
    valid(value) &&
    performance.now() - started < 400;
  if (!ok) process.exitCode = 1;
}

let left = Number(count);
await Promise.all(
  Array.from({ length: Number(connections) }, async () => {
    while (left-- > 0) await probe();
  }),
);
process.exit();
