// What a program of this machine is, and what it is handed, is not an order's or a pull request's to say.
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startWorld, type World } from './support/world.ts';

const check = (command: string) => `title: Starts ${command}
integration: upstream
kind: command
command: ${command}
arguments: ['{value}']
parameters: { value: { type: string, pattern: '(?s).*', default: plain } }
`;

let world: World;
let folder: string;
let trace: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'threats-commands-'));
  trace = join(folder, 'trace');
  const program = join(folder, 'program');
  writeFileSync(program, `#!/bin/sh\nprintf '[%s]' "$@" >> ${trace}\n`);
  chmodSync(program, 0o700);
  const list = join(folder, 'commands.json');
  writeFileSync(list, JSON.stringify({ printer: program }));
  chmodSync(list, 0o600);
  const content = { 'checks/printer.yaml': check('printer'), 'checks/shell.yaml': check('shell') };
  world = await startWorld({ content, environment: { PLAYBOOK_COMMANDS: list } });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => rmSync(trace, { force: true }));

test('an allowed program is started with its argument', async () => {
  const { result } = await world.check('printer', { parameters: { value: 'a b' } });
  expect(result?.status).toBe('pass');
  expect(readFileSync(trace, 'utf8')).toBe('[a b]');
});

const HOSTILE = [
  ';id',
  '$(id)',
  '`id`',
  '--flag',
  '-c',
  'a\u0000b',
  'a|b',
  'a&&b',
  '> x',
  'a\nb',
  "'",
  '"',
  '../x',
];

test.each(HOSTILE)('the argument %j answers 422, and nothing is started', async (value) => {
  const { status, problem } = await world.check('printer', { parameters: { value } });
  expect(status).toBe(422);
  expect(problem?.code).toBe('invalid_parameter');
  expect(existsSync(trace)).toBe(false);
});

test('an order that names a program, or its arguments, answers 422', async () => {
  for (const more of [{ command: 'printer' }, { executable: '/bin/sh' }, { arguments: ['-c', 'id'] }]) {
    expect((await world.check('printer', more)).status, JSON.stringify(more)).toBe(422);
  }
  expect(existsSync(trace)).toBe(false);
});

test('a program that this machine did not allow is not started', async () => {
  const { result } = await world.check('shell');
  expect(result).toMatchObject({ status: 'error', problem: { class: 'command-not-allowed' } });
  expect(existsSync(trace)).toBe(false);
});
