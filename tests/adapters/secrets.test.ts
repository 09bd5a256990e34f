// Where a secret comes from and where it may go: real files with real modes, real programs.
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProcesses } from '../../runbook-runner/adapters/node-process.ts';
import { createSecrets } from '../../runbook-runner/adapters/secrets.ts';
import type { CredentialSourceSpec } from '../../runbook-runner/ports/credential.ts';

const HOST = 'api.pay.example';
const SLOT = 'pay.key (api-key, header x-api-key)';
const NAME = 'pay.production.key';
const bindings = { [NAME]: [{ host: HOST, slot: SLOT }] };
const obtain = 'the vault, entry pay';
const signal = new AbortController().signal;

let folder: string;
let root: string;
let file: string;
const added: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'secrets-'));
  root = join(folder, 'repository');
  file = join(folder, 'own/secrets.json');
  mkdirSync(root);
  mkdirSync(join(folder, 'own'), { mode: 0o700 });
  added.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

function put(path: string, text: string, mode = 0o600): string {
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const variables = { PAY_KEY: 'a key of 20 letters!', HOME: '/home/ada', VAULT_TOKEN: 'vt', OTHER: 'no' };

function secrets(content: object | string = { bindings }, at = file) {
  if (content !== '') put(at, typeof content === 'string' ? content : JSON.stringify(content));
  return createSecrets({
    ...{ variables, file: at, root, process: createProcesses(variables), sandbox: async () => undefined },
    sink: { add: (value) => void added.push(value), addPassing: () => undefined },
  });
}

const request = (source: CredentialSourceSpec, more: object = {}) => ({
  ...{ integration: 'pay', environment: 'production', credential: 'key', slot: SLOT, source },
  ...{ baseUrl: `https://${HOST}`, loopback: false, signal },
  ...more,
});
const ENV = { env: 'PAY_KEY', obtain };

describe('a secret goes where it is bound to, and nowhere else', () => {
  test('to its host and slot; the sink is told before it is used', async () => {
    expect(await secrets().read(request(ENV))).toEqual({ ok: true, value: variables.PAY_KEY });
    expect(added).toEqual([variables.PAY_KEY]);
  });

  test.each([
    ['another host', { baseUrl: 'https://evil.example' }],
    ['another port of the host', { baseUrl: `https://${HOST}:8443` }],
    ['another header', { slot: 'pay.key (api-key, header x-debug)' }],
    ['another auth method', { slot: 'echo.key (api-key, header x-api-key)' }],
    ['another environment', { environment: 'staging' }],
    ['another credential', { credential: 'other' }],
    ['another integration', { integration: 'constructor' }],
  ])('not to %s', async (_, more) => {
    expect(await secrets().read(request(ENV, more))).toMatchObject({
      ok: false,
      problem: {
        class: 'secret-not-allowed',
        outcome: 'error',
        hint: expect.stringContaining('secrets bind'),
      },
    });
    expect(added).toEqual([]);
  });

  test('what is bound by us is allowed, what is taken back is not, and the rest of the file stays', async () => {
    const managers = { vault: { executable: '/bin/echo', arguments: ['{entry}'] } };
    const own = secrets({ managers });
    await own.bind(NAME, bindings[NAME] ?? []);
    expect(await own.read(request(ENV))).toMatchObject({ ok: true });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ managers, bindings });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await own.bind(NAME, []);
    expect(await own.read(request(ENV))).toMatchObject({ ok: false });
  });

  test('two that are bound or approved at once are both kept', async () => {
    const own = secrets('');
    const approval = { digest: 'd', form: {}, at: '2026-03-01T00:00:00Z', by: 'Ada' };
    await Promise.all([
      own.bind('a', [{ host: HOST, slot: SLOT }]),
      own.bind('b', [{ host: HOST, slot: SLOT }]),
    ]);
    await Promise.all([own.approve({ 'checks/a': approval }), own.approve({ 'checks/b': approval })]);
    expect(Object.keys(await own.bindings())).toEqual(['a', 'b']);
    expect(Object.keys(await own.approvals())).toEqual(['checks/a', 'checks/b']);
  });

  test('the first binding makes the file and its folder, for their owner alone', async () => {
    const at = join(folder, 'new/deep/secrets.json');
    await secrets('', at).bind(NAME, bindings[NAME] ?? []);
    expect([statSync(at).mode & 0o777, statSync(join(folder, 'new/deep')).mode & 0o777]).toEqual([
      0o600, 0o700,
    ]);
  });
});

describe('bindings that cannot be trusted count for nothing', () => {
  const refused = async (own: ReturnType<typeof secrets>, hint: RegExp) =>
    expect(await own.read(request(ENV))).toMatchObject({
      problem: { class: 'secret-not-allowed', hint: expect.stringMatching(hint) },
    });

  test.each([0o644, 0o620, 0o602, 0o604])('a file of mode %o', async (mode) => {
    const own = secrets();
    chmodSync(file, mode);
    await refused(own, /^Close it: chmod 600 .*secrets\.json$/);
    await expect(own.bindings()).rejects.toMatchObject({ code: 'secrets_untrusted' });
  });

  test('a folder in the place of the approvals is told as that, and not as a mode to close', async () => {
    mkdirSync(join(folder, 'own/approvals.json'));
    await expect(secrets().approvals()).rejects.toThrow('approvals.json is not a file');
  });

  test('a folder in which others can replace it', async () => {
    const own = secrets();
    chmodSync(join(folder, 'own'), 0o777);
    await refused(own, /^Close it: chmod 700 /);
  });

  test('a file inside the repository, and a link that leads there', async () => {
    await refused(secrets({ bindings }, join(root, 'secrets.json')), /Move it out of the repository/);
    const link = join(folder, 'own/link.json');
    symlinkSync(join(root, 'secrets.json'), link);
    await refused(secrets('', link), /Move it out of the repository/);
    await expect(secrets('', join(root, 'new.json')).bind(NAME, [])).rejects.toThrow('inside the repository');
  });

  test.each(['{', '[]', '{"bindings":{"pay.production.key":"api.pay.example"}}', '{"bindngs":{}}'])(
    'the content %s',
    async (content) => refused(secrets(content), /Mend it by hand/),
  );
});

describe('a value from a file', () => {
  const read = (path: string) => secrets().read(request({ file: path, obtain }));

  test('is the text without its last line end', async () => {
    expect(await read(put(join(folder, 'key'), 'from a file\n'))).toEqual({ ok: true, value: 'from a file' });
  });

  test.each([
    ['is missing', () => join(folder, 'none'), /There is no file/],
    ['is empty', () => put(join(folder, 'key'), '\n'), /is empty/],
    ['others can read', () => put(join(folder, 'key'), 'x', 0o640), /has mode 0640/],
    ['lies in the repository', () => put(join(root, 'key'), 'x'), /inside the repository/],
    ['is a folder', () => join(folder, 'own'), /.*/],
    ['is large', () => put(join(folder, 'key'), 'x'.repeat(65_537)), /longer than 64 KiB/],
  ])('that %s is none', async (_, path, message) => {
    const secret = await read(path());
    expect(secret).toMatchObject({
      problem: { class: 'credential-missing', outcome: 'error', message: expect.stringMatching(message) },
    });
    expect(added).toEqual([]);
  });
});

describe('a value from a secret manager', () => {
  const source = { manager: 'vault', entry: 'payments/pay#key', obtain };
  const read = (manager: object) => secrets({ bindings, managers: { vault: manager } }).read(request(source));

  test('is what the program of this machine prints for the entry', async () => {
    const script = 'console.log([process.argv.at(-1), process.env.VAULT_TOKEN, process.env.OTHER].join(" "))';
    const manager = { executable: process.execPath, arguments: ['-e', script, '--', '--key={entry}'] };
    expect(await read({ ...manager, variables: ['VAULT_TOKEN'] })).toEqual({
      ok: true,
      value: '--key=payments/pay#key vt ',
    });
    expect(await read(manager)).toEqual({ ok: true, value: '--key=payments/pay#key  ' });
  });

  const node = (script: string, more: object = {}) => ({
    ...{ executable: process.execPath, arguments: ['-e', script, '{entry}'] },
    ...more,
  });
  test.each([
    ['fails', node('console.error("canary"); process.exit(2)'), /ended with exit code 2\.$/],
    ['prints nothing', node(''), /is empty/],
    ['hangs', node('setTimeout(() => {}, 9000)', { timeout: '300ms' }), /did not answer in time\.$/],
    ['is missing', { executable: '/nowhere/vault', arguments: ['{entry}'] }, /There is no such file\.$/],
    ['floods', { executable: '/bin/sh', arguments: ['-c', 'yes # {entry}'] }, /more than 64 KiB\.$/],
  ])('that %s is none, and nothing that it wrote is repeated', async (_, manager, message) => {
    const secret = await read(manager);
    expect(secret).toMatchObject({
      problem: { class: 'credential-missing', outcome: 'error', message: expect.stringMatching(message) },
    });
    expect(JSON.stringify(secret)).not.toContain('canary"');
  });

  test('a manager that this machine does not have is named with the lines to add', async () => {
    expect(await secrets().read(request(source))).toMatchObject({
      problem: { class: 'credential-missing', hint: expect.stringContaining('"vault": { "executable"') },
    });
  });

  test.each([
    ['a program by its name', { executable: 'vault', arguments: ['{entry}'] }],
    ['no place for the entry', { executable: '/bin/echo', arguments: ['key'] }],
  ])('%s is no manager', async (_, manager) => {
    expect(await read(manager)).toMatchObject({ problem: { class: 'secret-not-allowed' } });
  });
});

describe('a test of a secret', () => {
  test.each([
    ['sixsix', 'shorter than 16 characters', []],
    [
      'short',
      'shorter than 16 characters',
      ['it is shorter than 6, so records and output do not hide it: ask for a longer one'],
    ],
    ['a key of 20 letters!', '16 to 31 characters', []],
    ['  padded value  ', '16 to 31 characters', ['it begins or ends with a space']],
    [`${'x'.repeat(70)}\n2`, '64 characters or more', ['it has several lines']],
  ])('%j is %s, and the value is not told', async (value, length, remarks) => {
    const path = put(join(folder, 'key'), value);
    expect(await secrets().test({ file: path, obtain }, signal)).toEqual({ ok: true, length, remarks });
  });
});
