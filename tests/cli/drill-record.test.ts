import { expect, test } from 'vitest';
import { playbook, temporaryFolder } from './program.ts';

const DRILL = 'lost-hour-tabletop';
const YES = 'yes\nYes\ny\n';

test('a tabletop exercise is recorded by piped answers, and its debrief is kept with it', async () => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const run = (words: readonly string[], input = '') => playbook(words, { env, input });
  const failed = await run(['drill', 'record', DRILL, '--people', 'Ada, Grace'], 'yes\nno\nyes\n');
  expect(failed.code).toBe(1);
  expect(failed.stdout).toMatch(/^FAIL {2}lost-hour-tabletop, played on \d{4}-\d\d-\d\d; run r/);
  expect(failed.stdout).toContain('Not met: The escalation went up by the clock');
  expect(failed.stdout).toContain('Follow-up: criteria, for integrations, due');

  const passed = await run(['drill', 'record', DRILL, '--json'], YES);
  expect(passed.code).toBe(0);
  const told = JSON.parse(passed.stdout);
  expect(told).toMatchObject({ status: 'pass', people: '', followUps: [{ status: 'done' }] });
  const debrief = await run(['drill', 'debrief', told.run], 'At once.\n');
  expect(debrief).toMatchObject({ code: 0, stdout: expect.stringContaining(`Kept with run ${told.run}`) });
  const trend = await run(['drill', 'trend', DRILL]);
  expect(trend.stdout.trim().split('\n')).toHaveLength(2);
}, 60_000);

test.each([
  ['an answer that is neither', ['drill', 'record', DRILL], 'yes\nperhaps\nyes\n', 'the answer "perhaps"'],
  ['too few answers', ['drill', 'record', DRILL], 'yes\nyes\n', 'got no answer; nothing was recorded'],
  ['a day that will be', ['drill', 'record', DRILL, '--played', '2999-01-01'], YES, 'not played on "2999'],
  ['a live-fire drill', ['drill', 'record', 'latency-spike-live'], YES, 'is live-fire: it records itself'],
  ['a tabletop that is to be run', ['drill', DRILL], '', `drill record ${DRILL}`],
])('%s: exit 64, and nothing is recorded', async (_name, words, input, message) => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const { code, stderr } = await playbook(words, { env, input });
  expect(stderr).toContain(message);
  expect(code).toBe(64);
  expect(JSON.parse((await playbook(['runs', '--json'], { env })).stdout)).toEqual([]);
});
