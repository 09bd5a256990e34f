// A process for the crash tests: appends, begins or claims runs in the store it is told, and says so when committed.
import { aRun, openAt, running } from './runs.ts';

const [, , path = '', mode = 'append', amount = '1'] = process.argv;
const store = await openAt(path);
const say = (line: string) => process.stdout.write(`${line}\n`);

if (mode === 'append') {
  for (let index = 0; index < Number(amount); index += 1) {
    const batch = Array.from({ length: 1 + (index % 5) }, () => aRun());
    await Promise.all(batch.map((run) => store.append(run).then(() => say(run.id))));
  }
}
if (mode === 'burst') {
  let left = Number(amount);
  const one = async () => {
    while (left-- > 0) {
      const run = aRun();
      await store.append(run);
      say(run.id);
    }
  };
  await Promise.all(Array.from({ length: 128 }, one));
}
if (mode === 'begin') {
  for (const kind of ['check', 'action', 'undo', 'scenario', 'drill'] as const) {
    await store.begin(aRun({ ...running, kind, id: `${kind}-run` }));
  }
  say('begun');
  setTimeout(() => {}, 60_000);
}
if (mode === 'claim') {
  const claims = Array.from({ length: Number(amount) }, () =>
    store.begin(aRun({ ...running, kind: 'action', idempotencyKey: 'the-one-key' })),
  );
  const executed = (await Promise.all(claims)).filter((claim) => !claim.repeated).length;
  say(`executed ${executed}`);
}
if (mode !== 'begin') await store.close();
