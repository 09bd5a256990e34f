import { expect, test } from 'vitest';
import { playbook, temporaryFolder } from './program.ts';

const DRILL = 'page-instead-of-data-live';

test('a debrief that is piped in is kept line by line, and none is kept of nothing', async () => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const drilled = await playbook(['drill', DRILL, '--json'], { env });
  const { run } = JSON.parse(drilled.stdout) as { run: string };
  const debrief = ['drill', 'debrief', run, '--json'];

  const empty = await playbook(debrief, { env });
  expect(empty).toMatchObject({ code: 64, stderr: expect.stringContaining('nothing was kept') });

  const { stdout, code } = await playbook(debrief, {
    env,
    input: 'The quarantine held.\n\nShorter step 2.\n',
  });
  expect(code).toBe(0);
  const { answers } = JSON.parse(stdout) as { answers: { answer: string }[] };
  expect(answers.slice(0, 3).map(({ answer }) => answer)).toEqual([
    'The quarantine held.',
    '',
    'Shorter step 2.',
  ]);

  // Whoever comes next answers what is still open; an empty line, or none, takes nothing back.
  const next = await playbook(debrief, { env, input: '\nThe alert.\n' });
  const told = JSON.parse(next.stdout) as { answers: { answer: string }[] };
  expect(told.answers.slice(0, 3).map(({ answer }) => answer)).toEqual([
    'The quarantine held.',
    'The alert.',
    'Shorter step 2.',
  ]);
  const blank = await playbook(debrief, { env, input: '\n\n' });
  expect(blank).toMatchObject({ code: 64, stderr: expect.stringContaining('nothing was kept') });

  const due = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
  const work = (text: string) => ['drill', 'debrief', run, '--follow-up', text];
  for (const [text, message] of [
    ['Shorten step 2', '"Shorten step 2" is no follow-up'],
    [`integration ${due} Shorten step 2`, 'Did you mean "integrations"?'],
    ['integrations 2020-01-01 Shorten step 2', 'which is over'],
  ] as const) {
    const refused = await playbook(work(text), { env, input: 'Now.\n' });
    expect(refused).toMatchObject({ code: 64, stderr: expect.stringContaining(message) });
  }
  const kept = await playbook(work(`integrations-first ${due} Shorten step 2`), { env });
  expect(kept.stdout).toContain(`Follow-up: debrief, for integrations-first, due ${due}: Shorten step 2`);
  const left = await playbook(['drill', 'follow-ups'], { env });
  expect(left.stdout).toContain(`${DRILL}  debrief  integrations-first, due ${due}\n      Shorten step 2`);
  const debriefs = await playbook(['runs', '--kind', 'debrief', '--json'], { env });
  expect(JSON.parse(debriefs.stdout)).toHaveLength(3);
}, 60_000);

test('a misspelt drill has no follow-ups to tell of, and is named', async () => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const of = (drill: string) => playbook(['drill', 'follow-ups', drill], { env });
  expect(await of(DRILL)).toMatchObject({ code: 0, stdout: 'Nothing is left to do.\n' });
  const hint = expect.stringContaining(`Did you mean "${DRILL}"?`);
  expect(await of(`${DRILL}e`)).toMatchObject({ code: 64, stdout: '', stderr: hint });
}, 30_000);
