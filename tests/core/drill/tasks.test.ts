import { beforeEach, expect, test } from 'vitest';
import type { Task } from '../../../runbook-runner/core/drill/tasks.ts';
import { aPage, aPlaybook, aTabletop } from '../support/playbook.ts';
import { realClock } from '../support/world.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();
const TASK: Task = { title: 'Shorten step 2', owner: 'team', due: '2026-12-11' };
const TEAM = {
  ...{ id: 'team', file: 'team.yaml', name: 'Team', handle: '@t', owns: [], channel: 'room' },
  rota: { timezone: 'UTC', handover: 'mon 09:00', start: '2026-11-02', order: ['team-first'] },
};

beforeEach(() => {
  const playbook = aPlaybook({ teams: new Map([['team', TEAM]]) });
  const drills = new Map([...playbook.drills, ['talk', { ...aPage('drills/talk'), drill: aTabletop }]]);
  beside.world.script.playbook = { ...playbook, drills };
  // A drill needs time that passes.
  const now = () => new Date(Date.parse('2026-11-27T12:00:00Z') + performance.now());
  beside.world.script.clock = { ...realClock, now };
});

/** An answer to the one question of the form. */
const late = (answer: string) => [{ question: aTabletop.debrief[0] ?? '', answer }];

const record = (met: boolean) =>
  beside.world.runner.tabletop.record('talk', { met: [met, met] }, { actor: 'Ada' });

async function keep(followUps: readonly Task[], run?: string) {
  const of = run ?? (await record(true)).run;
  return beside.world.runner.debrief.keep(of, { answers: late('late'), followUps }, { actor: 'Ada' });
}

const open = async () => (await beside.world.runner.followUps({ status: 'open' })).map(({ title }) => title);

test('each is a follow-up with owner and day, the same one once, and secrets are not in it', async () => {
  beside.world.redactor.add('canary-secret');
  const { run } = await record(true);
  const second = { title: 'Move canary-secret', owner: 'team-first', due: '2026-11-27' };
  const { followUps } = await keep([TASK, second], run);
  expect(followUps).toMatchObject([
    { ...TASK, source: 'talk', kind: 'debrief', status: 'open', openedBy: run },
    { owner: 'team-first', due: '2026-11-27' },
  ]);
  expect((await keep([TASK], run)).followUps).toEqual([followUps[0]]);
  expect(await open()).toEqual(['Move [redacted]', 'Shorten step 2']);
  expect(await beside.world.store.verifyJournal()).toBeUndefined();
});

test('who only adds one takes no answer back', async () => {
  const { run } = await record(true);
  const { debrief } = beside.world.runner;
  const ada = { actor: 'Ada' };
  await debrief.keep(run, { followUps: [TASK] }, ada);
  await debrief.keep(run, { answers: late('late') }, ada);
  await debrief.keep(run, { followUps: [{ ...TASK, title: 'Second' }] }, { actor: 'Bob' });
  expect(await debrief.of('talk')).toMatchObject([{ actor: 'Bob', answers: [{ answer: 'late' }] }]);
  await debrief.keep(run, { answers: late(''), followUps: [{ ...TASK, title: 'Third' }] }, ada);
  expect(await debrief.of('talk')).toMatchObject([{ actor: 'Ada', answers: [{ answer: '' }] }]);
  expect(await open()).toEqual(['Shorten step 2', 'Second', 'Third']);
  await expect(debrief.keep(run, {}, ada)).rejects.toMatchObject({ code: 'invalid_request' });
});

test('what was answered before stays with its question, wherever that stands now', async () => {
  const { run } = await record(true);
  const { debrief } = beside.world.runner;
  await debrief.keep(run, { answers: late('The call.') }, { actor: 'Ada' });
  const { playbook } = beside.world.script;
  const asking = ['What went well?', ...aTabletop.debrief];
  const page = { ...aPage('drills/talk'), drill: { ...aTabletop, debrief: asking } };
  beside.world.script.playbook = { ...playbook, drills: new Map([...playbook.drills, ['talk', page]]) };
  // The runner of before keeps what it read for a while.
  const { runner } = await beside.world.open();
  const { answers } = await runner.debrief.keep(run, { followUps: [TASK] }, { actor: 'Bob' });
  expect(answers.map(({ answer }) => answer)).toEqual(['', 'The call.']);
  // A page of before knows no more than its own question, and names it.
  const old = await runner.debrief.keep(run, { answers: late('The mail.') }, { actor: 'Ada' });
  await runner.close();
  expect(old.answers.map(({ answer }) => answer)).toEqual(['', 'The mail.']);
});

test('the same key twice is one debrief, and opens its follow-ups once; other words are refused', async () => {
  const { run } = await record(true);
  const teller = { actor: 'Ada', idempotencyKey: 'one-intent' };
  const press = (answer: string) =>
    beside.world.runner.debrief.keep(run, { answers: late(answer), followUps: [TASK] }, teller);
  const [first, again] = await Promise.all([press('late'), press('late')]);
  expect(again).toEqual(first);
  expect(await beside.world.runner.runs({ kind: 'debrief' })).toHaveLength(1);
  expect(await open()).toEqual(['Shorten step 2']);
  await expect(press('later')).rejects.toMatchObject({ code: 'idempotency_mismatch' });
});

test('sent again when its follow-up was closed long ago, it answers that one, and opens none', async () => {
  const { run } = await record(true);
  const teller = { actor: 'Ada', idempotencyKey: 'one-intent' };
  const press = () => beside.world.runner.debrief.keep(run, { followUps: [TASK] }, teller);
  const [first] = (await press()).followUps;
  await record(true);
  expect(await open()).toEqual([]);
  // Weeks later its day is over, too.
  const now = () => new Date('2026-12-24T12:00:00Z');
  beside.world.script.clock = { ...realClock, now };
  expect((await press()).followUps).toMatchObject([{ id: first?.id, status: 'done' }]);
  expect(await open()).toEqual([]);
  const { followUps } = await beside.world.runner.debrief.keep(
    run,
    { followUps: [{ ...TASK, due: '2027-01-11' }] },
    { ...teller, idempotencyKey: 'another-intent' },
  );
  expect(followUps).toMatchObject([{ status: 'open', due: '2027-01-11' }]);
});

test('only a later exercise that passed closes those of a tabletop', async () => {
  await keep([TASK]);
  const failed = await record(false);
  expect(failed.followUps).toMatchObject([{ kind: 'criteria', status: 'open' }]);
  expect(await open()).toHaveLength(2);
  const passed = await record(true);
  expect(passed.followUps.map(({ closedBy }) => closedBy)).toEqual([passed.run, passed.run]);
  expect(await open()).toEqual([]);
});

test('a live-fire drill that passes closes those of its debrief, and of no other', async () => {
  await keep([{ ...TASK, title: 'Of the tabletop' }]);
  const { run } = await beside.drill();
  await beside.world.runner.debrief.keep(run, { followUps: [TASK] }, { actor: 'Ada' });
  const { followUps } = await beside.drill();
  expect(followUps).toMatchObject([{ title: TASK.title, status: 'done' }]);
  expect(await open()).toEqual(['Of the tabletop']);
});

test.each<[string, readonly Task[], string, string]>([
  ['no words', [{ ...TASK, title: '  ' }], 'says nothing', 'Say what'],
  ['too many words', [{ ...TASK, title: 'x'.repeat(201) }], 'is too long', '200 letters'],
  ['an unknown owner', [TASK, { ...TASK, owner: 'teem' }], 'the owner "teem"', 'Did you mean "team"?'],
  ['a day that there is not', [{ ...TASK, due: '2026-02-30' }], 'no day', 'YYYY-MM-DD'],
  ['a day that is over', [{ ...TASK, due: '2026-11-25' }], 'which is over', 'from 2026-11-27'],
  ['a day that is far', [{ ...TASK, due: '2028-01-01' }], 'nobody waits for', 'to 2027-11-28'],
  ['too many', Array(21).fill(TASK), '21 follow-ups are too many', '20 at most'],
])('%s: refused before anybody answers, and nothing is kept', async (_name, tasks, message, hint) => {
  const { run } = await record(true);
  const refused = {
    ...{ code: 'invalid_request', message: expect.stringContaining(message) },
    hint: expect.stringContaining(hint),
  };
  await expect(beside.world.runner.debrief.questions(run, tasks)).rejects.toMatchObject(refused);
  await expect(keep(tasks, run)).rejects.toMatchObject(refused);
  expect(await beside.world.runner.debrief.of('talk')).toEqual([]);
  expect(await open()).toEqual([]);
});
