// Prints every figure of the program as ratios in one run: `npm run bench`, or one section: `npm run bench -- cold`.
// `peers` takes the sections that begin with it too.
import { cpus, loadavg, release } from 'node:os';
import { clickToResult } from './click-to-result.ts';
import { coldStart } from './cold-start.ts';
import { engineCost } from './engine-cost.ts';
import { manyChecks } from './many-checks.ts';
import { pageWeight } from './page-weight.ts';
import { honestPeers, peersCold, peersMany, peersSlow } from './peers.ts';
import { tlsHonesty } from './peers-tls.ts';
import { probingRate } from './probing-rate.ts';
import { slowUpstream } from './slow-upstream.ts';
import type { Figure } from './support/figure.ts';

const sections: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  cold: coldStart,
  many: manyChecks,
  cost: engineCost,
  slow: slowUpstream,
  rate: probingRate,
  click: clickToResult,
  weight: pageWeight,
  peers: honestPeers,
  'peers-tls': tlsHonesty,
  'peers-cold': peersCold,
  'peers-many': peersMany,
  'peers-slow': peersSlow,
};

const chosen = process.argv.slice(2);
const [cpu] = cpus();
console.log(
  `${cpus().length} × ${cpu?.model ?? 'unknown CPU'}, ${process.platform} ${release()}, Node ${process.version}`,
);
let missed = 0;
for (const [name, measure] of Object.entries(sections)) {
  if (chosen.length > 0 && !chosen.some((one) => name === one || name.startsWith(`${one}-`))) continue;
  console.log(`\n${name} (load ${loadavg()[0]?.toFixed(2)})`);
  for (const { name: what, value, target } of await measure()) {
    if (target && !target.met) missed += 1;
    const verdict = target ? `  ${target.met ? 'met' : 'MISSED'}: ${target.text}` : '';
    console.log(`  ${what.padEnd(58)} ${value.padStart(12)}${verdict}`);
  }
}
process.exitCode = missed > 0 ? 1 : 0;
