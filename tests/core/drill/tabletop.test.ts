import { afterEach, beforeEach, expect, test } from 'vitest';
import { PlaybookError } from '../../../runbook-runner/errors/index.ts';
import { aPage, aPlaybook, aTabletop } from '../support/playbook.ts';
import { aWorld, realClock, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await aWorld();
  const playbook = aPlaybook();
  const review = { owner: 'team', every: { text: 'P90D', ms: 1 }, last: '2026-11-01' };
  const page = { ...aPage('drills/talk'), drill: aTabletop, review };
  world.script.playbook = { ...playbook, drills: new Map([...playbook.drills, ['talk', page]]) };
  world.script.clock = { ...realClock, now: () => new Date('2026-11-27T12:00:00Z') };
});
afterEach(() => world.end());

const record = (met: readonly boolean[], more: object = {}) =>
  world.runner.tabletop.record('talk', { met, ...more }, { actor: 'Ada' });

test('an exercise whose criteria were all met is a run that passed, with who, when and the seal', async () => {
  world.redactor.add('canary-secret');
  const told = await record([true, true], { people: 'Ada, Grace, canary-secret', played: '2026-11-26' });
  expect(told).toMatchObject({ status: 'pass', reason: undefined, drill: 'talk', followUps: [] });
  const kept = await world.runner.run(told.run);
  expect(kept).toMatchObject({
    ...{ kind: 'drill', subject: 'talk', state: 'finished', status: 'pass', actor: 'Ada' },
    ...{ seal: 'sha256-drills/talk', request: { tabletop: true, played: '2026-11-26' } },
  });
  expect(kept.result).toMatchObject({
    criteria: [
      { criterion: 'Somebody led.', met: true },
      { criterion: 'The desk heard.', met: true },
    ],
  });
  expect(JSON.stringify(kept)).not.toContain('canary-secret');
  expect(await world.runner.drillTrend('talk')).toMatchObject([{ run: told.run, status: 'pass', times: {} }]);
  expect(await world.store.verifyJournal()).toBeUndefined();
});

test('one whose criterion was missed fails, leaves a follow-up, and a later one that passes closes it', async () => {
  const failed = await record([true, false]);
  expect(failed).toMatchObject({ status: 'fail', reason: 'Not met: The desk heard.', played: '2026-11-27' });
  expect(failed.followUps).toMatchObject([
    { source: 'talk', kind: 'criteria', owner: 'team', due: '2026-12-11', status: 'open' },
  ]);
  const passed = await record([true, true]);
  expect(passed.followUps).toMatchObject([{ id: failed.followUps[0]?.id, closedBy: passed.run }]);
  expect(await world.runner.followUps({ source: 'talk', status: 'open' })).toEqual([]);
});

test('one that was played earlier closes nothing that was opened since; one of today does', async () => {
  const failed = await record([true, false]);
  expect((await record([true, true], { played: '2026-11-26' })).followUps).toEqual([]);
  expect(await world.runner.followUps({ status: 'open' })).toMatchObject([{ id: failed.followUps[0]?.id }]);
  expect((await record([true, true], { played: '2026-11-27' })).followUps).toHaveLength(1);
});

test('other criteria that were missed are another follow-up, the same ones the same', async () => {
  const [first, other, again] = [
    await record([true, false]),
    await record([false, true]),
    await record([true, false]),
  ];
  expect(other.followUps).toMatchObject([{ title: 'Not met: Somebody led.' }]);
  expect(again.followUps).toEqual(first.followUps);
  expect(await world.runner.followUps({ status: 'open' })).toHaveLength(2);
});

test('the same key fifty times at once is one exercise, which answers what it closed; other words are refused', async () => {
  await record([true, false]);
  const person = { actor: 'Ada', idempotencyKey: 'one-intent' };
  const press = (people: string) =>
    world.runner.tabletop.record('talk', { met: [true, true], people }, person);
  const told = await Promise.all(Array.from({ length: 50 }, () => press('Ada')));
  expect(new Set(told.map(({ run }) => run)).size).toBe(1);
  expect(told.map(({ followUps }) => followUps)).toEqual(told.map(() => told[0]?.followUps));
  expect(told[0]?.followUps).toHaveLength(1);
  expect(await world.runner.runs({ kind: 'drill' })).toHaveLength(2);
  await expect(press('Grace')).rejects.toMatchObject({ code: 'idempotency_mismatch' });
});

test('when its follow-up cannot be written the run has ended all the same, and a repeat opens it', async () => {
  const { store } = world;
  const { openFollowUp } = store;
  store.openFollowUp = async () => {
    throw new PlaybookError('storage_full', 'The disk is full.');
  };
  const person = { actor: 'Ada', idempotencyKey: 'one-intent' };
  const press = () => world.runner.tabletop.record('talk', { met: [true, false] }, person);
  await expect(press()).rejects.toMatchObject({ code: 'storage_full' });
  expect(await world.runner.runs({ kind: 'drill' })).toMatchObject([{ state: 'finished', status: 'fail' }]);
  store.openFollowUp = openFollowUp.bind(store);
  const { run, followUps } = await press();
  expect(followUps).toMatchObject([{ openedBy: run, status: 'open' }]);
  expect(await world.runner.runs({ kind: 'drill' })).toHaveLength(1);
});

test('the same failed one sent again, after a later one had closed its follow-up, opens nothing', async () => {
  let day = 27;
  world.script.clock = { ...realClock, now: () => new Date(`2026-11-${day}T12:00:00Z`) };
  const teller = { actor: 'Ada', idempotencyKey: 'one-intent' };
  const press = () => world.runner.tabletop.record('talk', { met: [true, false] }, teller);
  const first = await press();
  day = 28;
  await record([true, true]);
  day = 29;
  const again = await press();
  expect(again).toMatchObject({
    run: first.run,
    followUps: [{ id: first.followUps[0]?.id, status: 'done' }],
  });
  expect(await world.runner.followUps({ status: 'open' })).toEqual([]);
});

test('its debrief is kept with its run and listed, as that of a drill that was run', async () => {
  const { run } = await record([true, true]);
  const { debrief } = world.runner;
  expect(await debrief.questions(run)).toEqual(['What was late?']);
  await debrief.keep(
    run,
    { answers: [{ question: 'What was late?', answer: 'The call.' }] },
    { actor: 'Grace' },
  );
  expect(await debrief.of('talk')).toMatchObject([
    { run, actor: 'Grace', answers: [{ question: 'What was late?', answer: 'The call.' }] },
  ]);
});

test.each<[string, readonly boolean[], object, RegExp]>([
  ['too few answers', [true], {}, /1 criteria were answered, and the exercise has 2/],
  ['too many answers', [true, true, true], {}, /3 criteria were answered/],
  ['a day that will be', [true, true], { played: '2026-11-29' }, /not played on "2026-11-29"/],
  ['a day that there is not', [true, true], { played: '2026-02-30' }, /not played on "2026-02-30"/],
  ['a day in other words', [true, true], { played: 'yesterday' }, /not played on "yesterday"/],
  ['more people than a room holds', [true, true], { people: 'x'.repeat(501) }, /So many people/],
])('%s: refused, and nothing is recorded', async (_name, met, more, message) => {
  const refused = { code: 'invalid_request', message: expect.stringMatching(message) };
  await expect(record(met, more)).rejects.toMatchObject(refused);
  expect(await world.runner.runs({ kind: 'drill' })).toEqual([]);
});

test('a page of before is refused, and so are a live-fire drill and an unknown one', async () => {
  const page = world.script.playbook.drills.get('talk') ?? aPage('drills/talk');
  world.script.playbook = {
    ...world.script.playbook,
    pages: new Map([
      [page.id, page],
      ['drills/other', aPage('drills/other')],
    ]),
  };
  const { tabletop } = world.runner;
  const stale = { actor: 'Ada', page: { id: page.id, seal: 'sha256-of-before' } };
  await expect(tabletop.record('talk', { met: [true, true] }, stale)).rejects.toMatchObject({
    code: 'stale_seal',
  });
  const other = { actor: 'Ada', page: { id: 'drills/other', seal: 'sha256-drills/other' } };
  await expect(tabletop.record('talk', { met: [true, true] }, other)).rejects.toMatchObject({
    ...{ code: 'invalid_request', message: expect.stringContaining('"drills/other"') },
  });
  await expect(tabletop.criteria('runbook-live')).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringContaining('drill runbook-live'),
  });
  await expect(tabletop.criteria('tolk')).rejects.toMatchObject({ code: 'unknown_drill' });
  expect(await world.runner.runs({ kind: 'drill' })).toEqual([]);
});
