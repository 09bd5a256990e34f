import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { commandCheck } from '../../runbook-runner/checks/command.ts';
import { foundLines } from '../../runbook-runner/ports/found.ts';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import { runCheck, summary, type World } from './support.ts';

const KEPT = 'It wrote more than the 64 KiB that are kept.';

let folder: string;
let list: string;
let root: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'command-')));
  list = join(folder, 'commands.json');
  root = join(folder, 'repository');
  mkdirSync(root);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program of the test's own, which a person would allow by its absolute path. */
function program(body: string, at = folder, mode = 0o700): string {
  const path = join(at, 'program');
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, mode);
  return path;
}

function allow(commands: unknown, mode = 0o600): void {
  writeFileSync(list, typeof commands === 'string' ? commands : JSON.stringify(commands));
  chmodSync(list, mode);
}

async function run(definition: object = {}, world: World = {}) {
  const whole = { command: 'tool', ...definition };
  const outcome = await runCheck('command', whole, 'https://127.0.0.1:1', { commands: list, root, ...world });
  return { verdict: verdictOf(outcome), outcome, problem: outcome.problem };
}

describe('an allowed program', () => {
  test('gets each argument as one, whatever is in the template, and no shell', async () => {
    allow({ tool: program('for one in "$@"; do echo "[$one]"; done') });
    const { verdict, outcome } = await run(
      { arguments: ['a b', '$(id)', '--host={host}', ''] },
      { parameters: { host: 'x.example' } },
    );
    expect(verdict).toBe('pass');
    expect(outcome.command).toMatchObject({
      exitCode: 0,
      stdout: '[a b]\n[$(id)]\n[--host=x.example]\n[]\n',
    });
  });

  test('gets a minimal environment, without the secrets of the runner', async () => {
    process.env.COMMAND_TEST_SECRET = 'canary';
    allow({ tool: program('env') });
    const { outcome } = await run();
    delete process.env.COMMAND_TEST_SECRET;
    expect(outcome.command?.stdout).toMatch(/^PATH=/m);
    expect(outcome.command?.stdout).not.toMatch(/canary|NODE|npm_/);
  });

  test.each([
    [3, {}, 'fail', ['exit-code fail unexpected-exit']],
    [3, { exitCode: 3 }, 'pass', ['exit-code pass']],
    [3, { exitCode: [0, 3] }, 'pass', ['exit-code pass']],
    [0, { stdout: [{ text: { contains: 'all good' } }] }, 'pass', ['exit-code pass', 'stdout pass']],
    [0, { stdout: [{ text: { contains: 'all bad' } }] }, 'fail', ['exit-code pass', 'stdout fail no-match']],
    [0, { stdout: [{ path: '$.a', equals: 1 }] }, 'fail', ['exit-code pass', 'stdout fail not-json']],
  ])('exit %i against %j: %s', async (code, expected, verdict, assertions) => {
    allow({ tool: program(`echo all good; exit ${code}`) });
    const ran = await run({ expect: expected });
    expect([ran.verdict, summary(ran.outcome)]).toEqual([verdict, assertions]);
  });

  test.each([
    ['stays whole up to 64 KiB', 'head -c 65536 /dev/zero | tr "\\0" a', 65_536, []],
    ['is told as cut beyond that', 'head -c 65537 /dev/zero | tr "\\0" a', 65_536, [KEPT]],
    ['is told as cut where errors are', 'head -c 65537 /dev/zero | tr "\\0" a >&2', 0, [KEPT]],
    ['is shown in 20 lines, and how many there are more', 'seq 1 21', 54, ['And 1 line more.']],
    ['of 20 lines is shown whole', 'seq 1 20', 51, []],
  ])('its output %s', async (_, script, length, said) => {
    allow({ tool: program(script) });
    const { outcome } = await run();
    expect(outcome.command?.stdout).toHaveLength(length);
    expect(foundLines(outcome).filter((line) => /^(And|It wrote)/.test(line))).toEqual(said);
  });

  test('what its output breaks is told of the output', async () => {
    allow({ tool: program('echo all good') });
    const { outcome } = await run({ expect: { stdout: [{ path: '$.a', equals: 1 }] } });
    const [, broken] = outcome.assertions;
    expect(broken?.detail).toMatch(/^The output is not JSON: Unexpected token [^.]*\.$/);
  });

  test.each([
    ['exec sleep 30', 'timeout', /did not end within its deadline/],
    ['yes aaaaaaaaaaaaaaaaaaaaaaaa', 'command-failed', /wrote more than 1 MiB/],
    ['kill -9 $$', 'command-failed', /ended by SIGKILL/],
  ])('%s is an error: we could not tell', async (body, cls, message) => {
    allow({ tool: program(body) });
    const begin = performance.now();
    const { verdict, problem } = await run({}, { deadlineMs: 1_000 });
    expect(verdict).toBe('error');
    expect(problem).toMatchObject({ class: cls, outcome: 'error', message: expect.stringMatching(message) });
    expect(performance.now() - begin).toBeLessThan(3_000);
  });

  test('binary output and much of it is kept as text, and cut', async () => {
    allow({ tool: program("printf '\\377\\000ok\\n'; head -c 200000 /dev/zero | tr '\\\\0' x") });
    const { verdict, outcome } = await run();
    expect(verdict).toBe('pass');
    expect(outcome.command?.stdout.length).toBeLessThanOrEqual(65_536);
  });
});

describe('nothing is started', () => {
  const trace = () => program(`echo started >> ${join(folder, 'trace')}`);
  const refused = async (message: RegExp, hint: RegExp) => {
    const { verdict, problem, outcome } = await run();
    expect(verdict).toBe('error');
    expect(problem).toMatchObject({ class: 'command-not-allowed', outcome: 'error' });
    expect(problem?.message).toMatch(message);
    expect(problem?.hint).toMatch(hint);
    expect(outcome.command).toBeUndefined();
    expect(() => realpathSync(join(folder, 'trace'))).toThrow();
  };

  test('without a list, or with another id on it', async () => {
    await refused(
      /The command "tool" is not allowed/,
      /add \{ "tool": "\/absolute\/path" \} to .*commands\.json/,
    );
    allow({ tools: trace() });
    await refused(/not allowed/, /Did you mean "tools"\?/);
  });

  test.each([0o644, 0o660, 0o604])('with a list of mode %o', async (mode) => {
    allow({ tool: trace() }, mode);
    await refused(/other users of this machine can open it/, /chmod 600/);
  });

  test('with a list that cannot be read', async () => {
    mkdirSync(list, { mode: 0o700 });
    await refused(/commands\.json is not a file/, /Move it away/);
    rmSync(list, { recursive: true });
    symlinkSync(list, list);
    await refused(/commands\.json cannot be read \(ELOOP\)/, /a file that you may read/);
  });

  test('with a list, or a program, inside the repository', async () => {
    const path = trace();
    list = join(root, 'commands.json');
    allow({ tool: path });
    await refused(/lies inside the repository/, /Move it out/);
    list = join(folder, 'commands.json');
    allow({ tool: program('true', root) });
    await refused(/stands inside the repository/, /Mend the entry "tool"/);
  });

  test.each(['program', './program', 7, null])(
    'with the entry %j, which is no absolute path',
    async (entry) => {
      trace();
      allow({ tool: entry });
      await refused(/is not an absolute path/, /Mend/);
    },
  );

  test('with a program that is missing, a folder, not executable, or open to others', async () => {
    allow({ tool: join(folder, 'none') });
    await refused(/cannot be executed/, /Mend/);
    allow({ tool: folder });
    await refused(/is not a file/, /Mend/);
    allow({ tool: program('true', folder, 0o777) });
    await refused(/can be changed by others/, /Mend/);
  });

  test.each(['{', '[]', '"x"', 'null'])('with the list %j', async (text) => {
    allow(text);
    await refused(/is not a JSON object/, /maps ids/);
  });

  test('for an id that every object has', async () => {
    allow({ tool: trace() });
    const outcome = await runCheck('command', { command: 'constructor' }, 'https://127.0.0.1:1', {
      commands: list,
      root,
    });
    expect(outcome.problem?.class).toBe('command-not-allowed');
  });
});

test.each([';id', '$(id)', '`id`', 'a|b', 'a&b', 'a>b', "a'b", 'a\nb', '--flag', '-x'])(
  'the value %j is refused, whatever the pattern lets through',
  async (host) => {
    allow({ tool: program('true') });
    const attempt = run({ arguments: ['{host}'] }, { parameters: { host } });
    await expect(attempt).rejects.toMatchObject({ code: 'invalid_parameter' });
  },
);

test('a hyphen is taken where it is declared, and inside a value', async () => {
  allow({ tool: program('echo "$1"') });
  const hyphen = await run({ arguments: ['{host}'], allowHyphen: true }, { parameters: { host: '-x' } });
  expect(hyphen.outcome.command?.arguments).toEqual(['-x']);
  expect((await run({ arguments: ['{host}'] }, { parameters: { host: 'a-x' } })).verdict).toBe('pass');
});

test('a value is looked at by itself, as when each default is read', () => {
  const definition = commandCheck.schema.parse({ command: 'tool', arguments: ['{from}', '{to}'] });
  const refuse = (values: Record<string, string>) => () => commandCheck.refuse?.(definition, values);
  expect(refuse({ from: 'a' })).not.toThrow();
  expect(refuse({ to: '-b' })).toThrow('The parameter "to" begins with a hyphen');
});
