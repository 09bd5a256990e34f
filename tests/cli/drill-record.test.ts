import { expect, test } from 'vitest';
import { playbook, temporaryFolder } from './program.ts';
import { inTerminal } from './terminal-session.ts';

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
  const lines = trend.stdout.trim().split('\n');
  expect(lines.map((line) => line.split(/ {2,}/).slice(1, 3))).toEqual([
    ['fail', 'talked through: no times'],
    ['pass', 'talked through: no times'],
  ]);
  expect(trend.stdout).not.toContain('–');
}, 60_000);

test.each([
  ['an answer that is neither', ['drill', 'record', DRILL], 'yes\nperhaps\nyes\n', 'the answer "perhaps"'],
  ['too few answers', ['drill', 'record', DRILL], 'yes\nyes\n', 'got no answer; nothing was recorded'],
  ['a day that will be', ['drill', 'record', DRILL, '--played', '2999-01-01'], '', 'not played on "2999'],
  ['too many people', ['drill', 'record', DRILL, '--people', 'x'.repeat(501)], '', 'So many people'],
  ['a word of the language', ['drill', 'record', DRILL], 'constructor\n', 'the answer "constructor"'],
  ['a live-fire drill', ['drill', 'record', 'latency-spike-live'], YES, 'is live-fire: it records itself'],
  ['a tabletop that is to be run', ['drill', DRILL], '', `drill record ${DRILL}`],
])('%s: exit 64, and nothing is recorded', async (_name, words, input, message) => {
  const env = { PLAYBOOK_HOME: temporaryFolder() };
  const { code, stderr } = await playbook(words, { env, input });
  expect(stderr).toContain(message);
  expect(code).toBe(64);
  expect(JSON.parse((await playbook(['runs', '--json'], { env })).stdout)).toEqual([]);
});

test.skipIf(!inTerminal.possible)(
  'at a terminal, what is neither yes nor no, or one follow-up too many, is asked for again',
  async () => {
    const home = temporaryFolder();
    const answers = ['yes', 'perhaps', 'no', 'yes'].map((word) => ['[yes/no]', `${word}\n`] as const);
    const { code, output } = await inTerminal(home, ['drill', 'record', DRILL], answers);
    expect(output).toContain('Answer yes or no.');
    expect(output).toContain('Not met: The escalation went up by the clock');
    expect(code).toBe(1);

    const [, run] = /; run (\S+)/.exec(output) ?? [];
    const due = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
    const given = Array.from({ length: 20 }, (_, index) => `--follow-up 'integrations ${due} task ${index}'`);
    const debriefed = await inTerminal(
      home,
      ['drill', 'debrief', `${run}`, ...given],
      [
        ...['In time.', '', '', ''].map((answer) => ['> ', `${answer}\n`] as const),
        ['Empty: no more.', `integrations ${due} one more\n`],
        ['Empty: no more.', '\n'],
      ],
    );
    expect(debriefed.output).toContain('21 follow-ups are too many');
    expect(debriefed.output).toContain(`Kept with run ${run}`);
    expect(debriefed.code).toBe(0);
  },
  60_000,
);
