// The program's file: turns the compile cache on before anything else is loaded, then loads the rest.
import { join } from 'node:path';
import { enableCompileCache } from './adapters/compile-cache.ts';
import { isTooOld, TOO_OLD } from './needed-node.mjs';

if (isTooOld()) {
  process.stderr.write(
    `${TOO_OLD} Start it with runbook-runner/launch.mjs, which takes the Node of \`npm ci\`.\n`,
  );
  process.exit(2);
}
const root = join(import.meta.dirname, '../..');
enableCompileCache(root, process.env);
const { main } = await import('./cli/main.ts');
await main(root);
// Everything is closed: Node would take its heap apart first, which costs a tenth of a cold check.
// The last lines are written at the end of the turn: what is waited for below must come after them.
await new Promise((written) => process.nextTick(written));
await Promise.all([process.stdout, process.stderr].map((to) => new Promise((said) => to.write('', said))));
process.exit();
