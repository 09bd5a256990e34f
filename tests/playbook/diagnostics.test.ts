import { describe, expect, test } from 'vitest';
import { DIAGNOSTIC_CODES } from '../../runbook-runner/playbook/diagnostic-codes.ts';
import { makeAuthority } from '../support/certificates.ts';
import { CASES } from './diagnostic-cases.ts';
import { diagnosed, edited, WHOLE } from './fixture.ts';

/** Takes the ▸ out of the files and tells where it stood. */
function marked(changes: Readonly<Record<string, string | undefined>>) {
  const files: Record<string, string | undefined> = {};
  let place = '';
  for (const [path, text] of Object.entries(changes)) {
    const before = text?.split('▸')[0] ?? '';
    const lines = before.split('\n');
    if (text?.includes('▸')) place = `src/content/${path}:${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
    files[path] = text?.replace('▸', '');
  }
  return { files, place };
}

describe('every code has an input, with its place marked by ▸', () => {
  test.each(CASES.map((one) => [one.code, one.name, one] as const))('%s: %s', async (code, _, one) => {
    const { files, place } = marked(one.files());
    const found = (await diagnosed(files)).map(({ location, ...rest }) => ({
      ...rest,
      place: `${location.file}:${location.line}:${location.column}`,
    }));
    expect(found).toHaveLength(1 + (one.besides ?? []).length);
    const [main] = found.filter((diagnostic) => diagnostic.code === code);
    expect(main).toMatchObject({ code, message: one.message, place });
    expect(main?.hint).toBe(one.hint);
    expect(found.map((diagnostic) => diagnostic.code).sort()).toEqual([code, ...(one.besides ?? [])].sort());
    const [file = '', line = ''] = place.split(':');
    const text = files[file.replace('src/content/', '')] ?? '';
    expect(main?.source).toBe(one.code === 'stray-file' ? '' : text.split('\n')[Number(line) - 1]);
  });
});

test('no code is without a case', () => {
  const tried = new Set(CASES.map((one) => one.code));
  expect(Object.keys(DIAGNOSTIC_CODES).filter((code) => !tried.has(code as never))).toEqual([]);
});

test('every fault of every file comes at once, in the order of the files', async () => {
  const found = await diagnosed({
    'checks/ping.yaml': 'title: Pay answers\nintegration: pey\nkind: probe\nrequest: { path: /ping }\n',
    'actions/fallback.yaml': 'title: [',
    'teams/core.yaml': `${WHOLE['teams/core.yaml']}colour: red\n`,
    'docs/index.mdx':
      '---\ntitle: Home\ndescription: d\n---\n\n<Check id="pong" />\n\n<Term id="contrakt">x</Term>\n',
  });
  expect(found.map((one) => `${one.location.file.slice(12)}:${one.location.line} ${one.code}`)).toEqual([
    'actions/fallback.yaml:1 yaml-syntax',
    'checks/ping.yaml:2 unknown-integration',
    'docs/index.mdx:6 unknown-check',
    'docs/index.mdx:8 unknown-term',
    'teams/core.yaml:4 unknown-key',
  ]);
});

test.each([
  ['Europe/Lisbon', undefined],
  ['UTC', undefined],
  ['Etc/GMT+1', undefined],
  ['Europe/Lisbonn', '"Europe/Lisbonn" is no IANA time zone; did you mean Europe/Lisbon?'],
  ['Nowhere/AtAll', '"Nowhere/AtAll" is no IANA time zone'],
  ["'+01:00'", '"+01:00" is no IANA time zone'],
])('a rota in the time zone %s', async (zone, wrong) => {
  const rota = `rota: { timezone: ${zone}, handover: mon 09:00, start: '2026-11-02', order: [one] }\n`;
  const found = await diagnosed({ 'teams/core.yaml': `${WHOLE['teams/core.yaml']}${rota}` });
  expect(found.map((one) => one.location.line)).toEqual(wrong === undefined ? [] : [4]);
  if (wrong !== undefined) expect(found[0]?.message).toContain(wrong);
});

test('a file with a fault is not unknown to those that name it', async () => {
  const found = await diagnosed({ 'checks/shape.yaml': 'title: 1\n', 'teams/core.yaml': ': :' });
  expect(new Set(found.map((one) => one.location.file))).toEqual(
    new Set(['src/content/checks/shape.yaml', 'src/content/teams/core.yaml']),
  );
});

test('an alias bomb is refused in under a second', async () => {
  const letters = 'abcdefghijklmnop'.split('');
  const rows = letters.map((letter, index) => {
    const items = index === 0 ? Array(9).fill('x') : Array(9).fill(`*${letters[index - 1]}`);
    return `${letter}: &${letter} [${items.join(', ')}]`;
  });
  const started = performance.now();
  const found = await diagnosed({ 'contracts/bomb.yaml': rows.join('\n') });
  expect(performance.now() - started).toBeLessThan(1000);
  expect(found.map((one) => one.code)).toEqual(['alias-limit']);
});

test('brackets without end are an error, not a crash', async () => {
  const found = await diagnosed({ 'contracts/deep.yaml': '['.repeat(20_000) });
  expect(new Set(found.map((one) => one.code))).toEqual(new Set(['yaml-syntax']));
});

test('a key such as __proto__ changes nothing and is refused, however deep', async () => {
  const found = await diagnosed({
    'contracts/odd.json': '{"paths": {"a": {"__proto__": {"polluted": true}}}}',
  });
  expect(found.map((one) => one.code)).toEqual(['refused-key']);
  expect('polluted' in {}).toBe(false);
});

test('of several authorities in a file one that is valid is enough', async () => {
  const pem = `${(await makeAuthority('CN=Old', undefined, -3)).pem}\n${(await makeAuthority('CN=New')).pem}`;
  const sandbox = '      origins: { status: { sandbox: pay-status } }\n';
  const real = `    real: { baseUrl: 'https://pay.example', ca: src/content/_pem, credentials: { token: { env: T, obtain: x } }, origins: { status: { baseUrl: 'https://status.example', ca: src/content/_pem } } }\n`;
  const page = edited('docs/integrations/pay.mdx', sandbox, `${sandbox}${real}`);
  expect(await diagnosed({ ...page, _pem: pem })).toEqual([]);
});
