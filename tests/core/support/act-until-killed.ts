// A process for the crash tests: takes one action after the other; the upstream is a file that counts them.
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ADA, aWorld, exchange } from './world.ts';

const [, , folder = '', round = ''] = process.argv;
const world = await aWorld({}, folder);
let key = '';
world.script.deed = async () => {
  await pause(Math.random() * 4);
  appendFileSync(join(folder, 'upstream.log'), `${key}\n`);
  // In this round the answer never comes.
  if (round === 'hang') await new Promise(() => process.stdout.write('told nothing\n'));
  await pause(Math.random() * 4);
  return { status: 'done', exchange };
};
for (let index = 0; ; index += 1) {
  key = `${round}-${index}`;
  process.stdout.write(`asked ${key}\n`);
  await world.runner.act({ ...ADA, action: 'throttle', dryRun: false, idempotencyKey: key });
  process.stdout.write(`told ${key}\n`);
}
