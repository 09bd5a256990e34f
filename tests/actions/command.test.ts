import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { portsOf } from '../checks/support.ts';
import { actionInput, actionKindOf } from './support.ts';
import { does } from './ways.ts';

let folder: string;
let commands: string;
/** The repository, in which nothing that is started may stand. */
const root = import.meta.dirname;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'commands-'));
  commands = join(folder, 'commands.json');
  const list = { shell: '/bin/sh', echo: '/bin/echo', gone: '/nonexistent/program' };
  writeFileSync(commands, JSON.stringify(list), { mode: 0o600 });
  chmodSync(commands, 0o600);
});
afterAll(() => rmSync(folder, { recursive: true }));

const operate = (operation: object, more: object = {}) =>
  does('command', actionInput('command', operation, { baseUrl: 'http://127.0.0.1:9', ...more }), {
    commands,
    root,
  });

test('a plan names the program and each argument, and starts nothing', async () => {
  const operation = { command: 'shell', arguments: ['-c', `touch ${folder}/started`] };
  const input = actionInput('command', operation, { baseUrl: 'http://127.0.0.1:9' });
  const plan = await actionKindOf('command').plan(input, portsOf({ commands, root }));
  expect(plan.summary).toBe(`runs /bin/sh "-c" "touch ${folder}/started"`);
  expect(() => rmSync(`${folder}/started`)).toThrow();
});

test.each([
  ['the expected exit code is done', 'exit 0', {}, { status: 'done', command: { exitCode: 0 } }],
  ['a declared one too', 'exit 3', { expect: { exitCode: [0, 3] } }, { status: 'done' }],
  [
    'another is refused, and says which was expected',
    'exit 4',
    {},
    { status: 'refused', problem: { message: expect.stringContaining('The program ended with 4.') } },
  ],
  ['a program that is killed has done nobody knows what', 'kill -9 $$', {}, { status: 'unknown' }],
  [
    'one that does not end is killed, and unknown',
    'sleep 20',
    {},
    { status: 'unknown', problem: { class: 'timeout' } },
  ],
])('%s', async (_, script, more, expected) => {
  const { outcome } = await operate({ command: 'shell', arguments: ['-c', script], ...more });
  expect(outcome).toMatchObject(expected);
});

test('parameters stay one argument each, and no shell reads them', async () => {
  const { outcome } = await operate(
    { command: 'echo', arguments: ['{what}'] },
    { parameters: { what: 'a b' } },
  );
  expect(outcome).toMatchObject({ status: 'done', command: { stdout: 'a b\n' } });
  const bad = operate({ command: 'echo', arguments: ['{what}'] }, { parameters: { what: '$(id)' } });
  await expect(bad).rejects.toMatchObject({ code: 'invalid_parameter' });
});

test.each([
  ['unlisted', 'command-not-allowed'],
  ['gone', 'command-not-allowed'],
])('the program "%s" stops the plan: %s', async (command, cls) => {
  const { plan, outcome } = await operate({ command });
  expect(plan.obstacle).toMatchObject({ status: 'error', problem: { class: cls } });
  expect(outcome).toBeUndefined();
});

test.each([{ command: '/bin/sh' }, { command: 'a', arguments: ['\0'] }, { command: 'a', shell: true }])(
  '%j is refused when the playbook is read',
  (definition) => {
    expect(actionKindOf('command').schema.safeParse(definition).success).toBe(false);
  },
);
