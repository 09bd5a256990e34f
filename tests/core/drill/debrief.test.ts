import { expect, test } from 'vitest';
import { LONGEST_ANSWER } from '../../../runbook-runner/ports/debrief.ts';
import { drillWorld } from './support.ts';

const beside = drillWorld();

async function ended(): Promise<string> {
  const { attempts } = beside.world.runner;
  const { run } = await attempts.begin('runbook-live', { actor: 'Ada' });
  await attempts.finish(run, 'Ada');
  return run;
}

test('the answers are kept with the run, without secrets, and the newest of each run is told', async () => {
  const { runner, redactor } = beside.world;
  redactor.add('canary-secret');
  const [first, second] = [await ended(), await ended()];
  const questions = await runner.debrief.questions(first);
  expect(questions.length).toBeGreaterThan(0);
  const answers = questions.map((question, index) => ({
    question,
    answer: `answer ${index}, canary-secret`,
  }));
  await runner.debrief.keep(first, { answers }, { actor: 'Ada' });
  const blank = questions.map((question) => ({ question, answer: '' }));
  await runner.debrief.keep(second, { answers: blank }, { actor: 'Bob' });
  const end = { question: questions[0] ?? '', answer: 'in the end' };
  const kept = await runner.debrief.keep(first, { answers: [end] }, { actor: 'Bob' });
  expect(kept).toMatchObject({ run: first, drill: 'runbook-live', actor: 'Bob' });
  const told = await runner.debrief.of('runbook-live');
  expect(told.map(({ run }) => run)).toEqual([first, second]);
  expect(told[0]?.answers[0]).toEqual(end);
  // The others were not named, and stay as they were.
  expect(told[0]?.answers.slice(1).map(({ answer }) => answer)).toEqual(
    questions.slice(1).map((_, index) => `answer ${index + 1}, [redacted]`),
  );
  const records = await runner.runs({ kind: 'debrief', parent: first });
  expect(records).toHaveLength(2);
  expect(JSON.stringify(records)).not.toContain('canary-secret');
  expect(JSON.stringify(records)).toContain('answer 0');
});

test('an answer to what the form no longer asks is kept, and a form of before is told how to keep its own', async () => {
  const { runner, script } = beside.world;
  const run = await ended();
  const [old = ''] = await runner.debrief.questions(run);
  await runner.debrief.keep(run, { answers: [{ question: old, answer: 'said' }] }, { actor: 'Ada' });
  const { drills, ...rest } = script.playbook;
  const page = drills.get('runbook-live');
  if (!page) throw new Error('no drill');
  const drill = { ...page.drill, debrief: ['Why now?'] };
  script.playbook = { ...rest, drills: new Map([['runbook-live', { ...page, drill }]]) };
  // The playbook that was read is kept for a moment.
  await expect.poll(() => runner.debrief.questions(run)).toEqual(['Why now?']);
  for (const answer of ['first', 'second']) {
    await runner.debrief.keep(run, { answers: [{ question: 'Why now?', answer }] }, { actor: 'Bob' });
    const [newest] = await runner.debrief.of('runbook-live');
    expect(newest?.answers).toEqual([
      { question: 'Why now?', answer },
      { question: old, answer: 'said' },
    ]);
  }
  const late = runner.debrief.keep(run, { answers: [{ question: old, answer: 'more' }] }, { actor: 'Ada' });
  await expect(late).rejects.toMatchObject({
    hint: 'Copy what you wrote, then load the page anew. It asks: Why now?',
  });
});

test.each([
  ['no answer', () => [], 'Nothing was answered'],
  [
    'an answer to what is not asked',
    () => [{ question: 'Why?', answer: '' }],
    'The form does not ask "Why?"',
  ],
  [
    'two answers to one question',
    (question: string) => [
      { question, answer: 'a' },
      { question, answer: 'b' },
    ],
    'answered twice',
  ],
  [
    'an answer that is too long',
    (question: string) => [{ question, answer: 'x'.repeat(LONGEST_ANSWER + 1) }],
    'too long',
  ],
])('%s: nothing is kept', async (_name, answersOf, message) => {
  const { runner } = beside.world;
  const run = await ended();
  const [question = ''] = await runner.debrief.questions(run);
  await expect(
    runner.debrief.keep(run, { answers: answersOf(question) }, { actor: 'Ada' }),
  ).rejects.toMatchObject({ code: 'invalid_request', message: expect.stringContaining(message) });
  expect(await runner.debrief.of('runbook-live')).toEqual([]);
});

test('a drill that still runs, no drill, and an unknown drill are refused', async () => {
  const { runner } = beside.world;
  const { run } = await runner.attempts.begin('runbook-live', { actor: 'Ada' });
  await expect(runner.debrief.keep(run, { answers: [] }, { actor: 'Ada' })).rejects.toMatchObject({
    code: 'parent_refused',
  });
  await expect(runner.debrief.questions('none')).rejects.toMatchObject({ code: 'unknown_run' });
  await expect(runner.debrief.of('nothing')).rejects.toMatchObject({ code: 'unknown_drill' });
  await runner.attempts.finish(run, 'Ada');
});

test('a run with many debriefs pushes none of the others out', async () => {
  const { runner } = beside.world;
  const [early, busy] = [await ended(), await ended()];
  const answers = (await runner.debrief.questions(early)).map((question) => ({ question, answer: 'same' }));
  await runner.debrief.keep(early, { answers }, { actor: 'Ada' });
  for (let turn = 0; turn < 60; turn += 1)
    await runner.debrief.keep(busy, { answers }, { actor: `Bob ${turn}` });
  const told = await runner.debrief.of('runbook-live');
  expect(told.map(({ run, actor }) => [run, actor])).toEqual([
    [busy, 'Bob 59'],
    [early, 'Ada'],
  ]);
});
