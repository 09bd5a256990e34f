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
}, 60_000);
