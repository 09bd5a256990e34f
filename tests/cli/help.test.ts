import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { assertions, checkKinds } from '../../runbook-runner/checks/registry.ts';
import { namedHelp } from '../../runbook-runner/cli/help-named.ts';
import { assertionsOf } from '../../runbook-runner/playbook/reference/check-kinds.ts';
import { fieldsOf } from '../../runbook-runner/playbook/reference/fields.ts';
import { jsonSchema } from '../../runbook-runner/playbook/reference/json-schemas.ts';
import { playbook, temporaryFolder } from './program.ts';

const COMMANDS = [
  'serve',
  'build',
  'check',
  'preflight',
  'baseline',
  'baseline record',
  'baseline compare',
  'run',
  'action',
  'undo',
  'drill',
  'drill mutate',
  'drill record',
  'drill debrief',
  'drill follow-ups',
  'drill trend',
  'drill new',
  'lint',
  'diff',
  'sandbox',
  'sandbox status',
  'sandbox fault',
  'sandbox clear',
  'sandbox log',
  'pair',
  'secrets',
  'secrets list',
  'secrets bind',
  'secrets test',
  'secrets unbind',
  'approve',
  'runs',
  'runs har',
  'runs verify',
  'reproduce',
  'new',
  'new check',
  'new fault',
  'new drill',
];

const unread = () => Promise.reject(new Error('a known name needs no playbook'));
const env = () => ({ PLAYBOOK_HOME: temporaryFolder() });

describe('the help', () => {
  test.each(['', ...COMMANDS])('playbook %s --help', async (command) => {
    const words = command === '' ? [] : command.split(' ');
    const { code, stdout, stderr } = await playbook([...words, '--help'], { env: env() });
    // What kinds and assertions say of themselves has a test of its own.
    const [own] = stdout.split('\nKinds of check');
    await expect(own).toMatchFileSnapshot(`golden/help-${words.join('-') || 'playbook'}.txt`);
    expect(own).toMatch(/\nExamples:\n {2}playbook /);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });

  test('names every command that the program has', async () => {
    const { stdout } = await playbook(['--help'], { env: env() });
    const listed = [...stdout.matchAll(/^ {2}([a-z]+)(?: \[| <|\s{2,})/gm)].map(([, name]) => name);
    const top = COMMANDS.filter((command) => !command.includes(' '));
    expect(listed.slice(0, top.length + 1)).toEqual([...top, 'help']);
  });

  test('check --help lists every kind and every assertion with its example', async () => {
    const { stdout } = await playbook(['check', '--help'], { env: env() });
    const lines = stdout.split('\n').map((line) => line.trim());
    const missing = [...checkKinds, ...assertions].filter(
      ([name, { example }]) =>
        !lines.includes(name) || !example.split('\n').every((line) => lines.includes(line.trim())),
    );
    expect(missing.map(([name]) => name)).toEqual([]);
  });

  test.each(['check tls', 'check quota', 'action config'])('playbook %s --help', async (words) => {
    const { code, stdout } = await playbook([...words.split(' '), '--help'], { env: env() });
    await expect(stdout).toMatchFileSnapshot(`golden/help-${words.replace(' ', '-')}.txt`);
    expect(code).toBe(0);
  });

  test.each([...checkKinds, ...assertions])(
    'check --help %s has its example and every field',
    async (name, of) => {
      const told = (await namedHelp(['check', '--help', name], unread)) ?? '';
      const { schema, example } = of;
      const inside = fieldsOf(jsonSchema(z.object({ [name]: schema }))).map(({ path }) => path);
      const fields = 'references' in of ? inside.slice(1).map((path) => path.slice(name.length + 1)) : inside;
      expect(fields).not.toEqual([]);
      expect(fields.filter((path) => !told.includes(`\n  ${path}: `))).toEqual([]);
      expect(example.split('\n').filter((line) => !told.includes(line))).toEqual([]);
    },
  );

  const made = new Set([...checkKinds.values()].flatMap(assertionsOf));
  test.each([...made])('check --help %s tells of what a kind promises', async (name) => {
    const told = (await namedHelp(['check', '--help', name], unread)) ?? '';
    expect(told).toContain(`Assertion ${name}`);
  });

  test('what kinds make from fields of their own names them, and its codes', async () => {
    const { code, stdout } = await playbook(['check', '--help', 'connect'], { env: env() });
    await expect(stdout).toMatchFileSnapshot('golden/help-check-connect.txt');
    expect(code).toBe(0);
  });

  test.each([
    ['check', 'lumenpay-ports', 'tcp'],
    ['action', 'order-sync-throttle', 'config'],
  ])('%s --help %s leads to the help of its kind', async (command, id, kind) => {
    const { code, stdout } = await playbook([command, '--help', id], { env: env() });
    expect(stdout).toContain(`playbook ${command} --help ${kind}`);
    expect(stdout).not.toContain('Usage:');
    expect(code).toBe(0);
  });

  test.each([
    [
      'check',
      'conect',
      '"conect" is no kind of check, no assertion and no check.',
      'Did you mean "connect"?',
    ],
    ['action', 'confg', '"confg" is no kind of action and no action.', 'Did you mean "config"?'],
  ])('%s --help %s names the nearest', async (command, name, message, hint) => {
    const { code, stdout, stderr } = await playbook([command, '--help', name], { env: env() });
    expect(stderr).toContain(message);
    expect(stderr).toContain(hint);
    expect(stdout).toBe('');
    expect(code).toBe(64);
  });

  test('with other words beside it, it is the help of the command', async () => {
    const { stdout } = await playbook(['check', '--env', 'staging', '--help'], { env: env() });
    expect(stdout).toContain('Usage: playbook check');
  });

  test('--version tells what package.json says', async () => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8'));
    expect(await playbook(['--version'], { env: env() })).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  test('every command shows an example', async () => {
    const helps = await Promise.all(
      COMMANDS.filter((one) => !one.includes(' ')).map(async (command) => {
        const { stdout } = await playbook([command, '--help'], { env: env() });
        return { command, example: new RegExp(`Examples:\\n {2}playbook ${command}`).test(stdout) };
      }),
    );
    expect(helps.filter((one) => !one.example)).toEqual([]);
  });
});

describe('what was not understood exits 64 and says where the help is', () => {
  test.each([
    [['chekc'], "unknown command 'chekc'\n(Did you mean check?)"],
    [['check', '--evn', 'sandbox'], "unknown option '--evn'\n(Did you mean --env?)"],
    [['check', '--param', 'charge'], 'Write it as name=value.'],
    [['action', '--reason', 'x'.repeat(501)], 'It takes at most 500 characters.'],
    [['check', '--param', 'charge=1', '--param', 'charge=2'], '"charge" has a value already.'],
    [['serve', '--port', '70000'], 'It takes a whole number from 0 to 65535.'],
    [['preflight'], "missing required argument 'integration'"],
    [['runs', '--kind', 'chek'], 'Allowed choices are check, action'],
  ])('playbook %j', async (words, message) => {
    const { code, stdout, stderr } = await playbook(words, { env: env() });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/See playbook( \w+)? --help\.\n$/);
    expect(stdout).toBe('');
    expect(code).toBe(64);
  });

  test('nothing at all prints the help and exits 64', async () => {
    const { code, stderr } = await playbook([], { env: env() });
    expect(stderr).toContain('Usage: playbook');
    expect(code).toBe(64);
  });
});
