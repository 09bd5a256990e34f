// The way to a target as an environment declares it: logins by reference, and the word of the machine.
import { createPrivateKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createPassages } from '../../runbook-runner/adapters/passage.ts';
import { createRedactor } from '../../runbook-runner/core/redaction.ts';
import type { PassageOrder } from '../../runbook-runner/ports/passage.ts';
import { issue, makeAuthority } from '../support/certificates.ts';

const redactor = createRedactor();

/** Secrets of a machine that has bound each credential to what it is asked for; keeps what was asked. */
function passages(values: Readonly<Record<string, string>>, variables: Record<string, string> = {}) {
  const asked: unknown[] = [];
  const port = createPassages({
    ...{ variables, sink: redactor },
    secrets: {
      async read({ credential, slot, baseUrl }) {
        asked.push([credential, slot, baseUrl]);
        return { ok: true, value: values[credential] ?? '' };
      },
    },
  });
  const source = { env: 'X', obtain: 'nowhere' };
  const by = (way: Pick<PassageOrder, 'proxy' | 'clientCertificate'>) =>
    port.open({
      ...{ integration: 'pay', environment: 'real', baseUrl: 'https://pay.example', ...way },
      credentials: Object.fromEntries(Object.keys(values).map((name) => [name, source])),
      ...{ loopback: false, signal: new AbortController().signal },
    });
  const open = (proxy: PassageOrder['proxy']) => by({ proxy });
  return { open, by, asked };
}

const DECLARED = {
  ...{ url: 'http://proxy.example:3128/', privateNetwork: true },
  login: { user: 'user', password: 'password' },
};

describe('the key of a client certificate', async () => {
  const leaf = await issue(await makeAuthority('CN=Test authority'), {});
  const key = createPrivateKey(leaf.key);
  const secret = { cipher: 'aes-256-cbc', passphrase: 'open sesame', format: 'pem' } as const;
  const open = (values: Readonly<Record<string, string>>) =>
    passages(values).by({ clientCertificate: { cert: { credential: 'cert' }, key: 'key' } });

  test.each([
    ['in PKCS #8', leaf.key],
    ['in the form of SEC 1', String(key.export({ type: 'sec1', format: 'pem' }))],
    ['in one line', leaf.key.replaceAll('\n', '\\n')],
  ])('%s is used', async (_, text) => {
    const outcome = await open({ cert: leaf.cert, key: text });
    const used = outcome.ok && outcome.passage.clientCertificate;
    expect(used && createPrivateKey(used.key).equals(key)).toBe(true);
  });

  test.each([
    ['PKCS #8', String(key.export({ type: 'pkcs8', ...secret }))],
    ['SEC 1', String(key.export({ type: 'sec1', ...secret }))],
  ])('with a passphrase, in %s, is told as that', async (_, text) => {
    expect(await open({ cert: leaf.cert, key: text })).toMatchObject({
      problem: {
        ...{ class: 'credential-unusable', outcome: 'error' },
        message: 'The key of the client certificate has a passphrase, and none can be given.',
        hint: expect.stringContaining('openssl pkey -in key.pem -out plain.pem'),
      },
    });
  });
});

test('a login is asked for the host of the proxy, and its encoded form is hidden too', async () => {
  const { open, asked } = passages({ user: 'ada', password: 'geheim-geheim' });
  const encoded = Buffer.from('ada:geheim-geheim').toString('base64');
  expect(await open(DECLARED)).toEqual({
    ok: true,
    passage: {
      proxy: {
        ...{ url: 'http://proxy.example:3128', authorization: `Basic ${encoded}` },
        ...{ privateNetwork: true, loopback: false, except: [] },
      },
    },
  });
  expect(asked).toEqual([
    ['user', 'proxy.login.user (basic, header proxy-authorization)', DECLARED.url],
    ['password', 'proxy.login.password (basic, header proxy-authorization)', DECLARED.url],
  ]);
  expect(redactor.text(`proxy-authorization: Basic ${encoded}`)).not.toContain(encoded);
});

test('a credential that the environment lacks, or a user with a colon', async () => {
  const { open } = passages({ user: 'a:da', password: 'geheim-geheim' });
  expect(await open(DECLARED)).toMatchObject({ ok: false, problem: { class: 'credential-unusable' } });
  const login = { user: 'user', password: 'none' };
  expect(await open({ ...DECLARED, login })).toMatchObject({
    problem: { class: 'credential-missing', outcome: 'error' },
  });
});

test.each([
  [{}, undefined],
  [{ HTTPS_PROXY: 'http://proxy.example:3128' }, { url: 'http://proxy.example:3128', except: [] }],
  [
    { https_proxy: 'proxy.example:3128', no_proxy: 'a, .b' },
    { url: 'http://proxy.example:3128', except: ['a', '.b'] },
  ],
])('the machine says %j', async (variables, expected) => {
  const outcome = await passages({}, variables).open({ from: 'environment' });
  expect(outcome).toMatchObject({ ok: true, passage: { proxy: expected } });
});

test('what the machine says counts for nothing where the environment does not ask for it', async () => {
  const { open } = passages({}, { HTTPS_PROXY: 'http://proxy.example:3128' });
  expect(await open(undefined)).toEqual({ ok: true, passage: {} });
});

test.each([['socks5://proxy.example:1080'], ['http://'], ['http://ada:geheim-pw@proxy.example:3128']])(
  'a machine that says %s cannot be followed, and its login is not shown',
  async (HTTPS_PROXY) => {
    const outcome = await passages({}, { HTTPS_PROXY }).open({ from: 'environment' });
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'proxy-failed', outcome: 'error' } });
    expect(JSON.stringify(outcome)).not.toContain('geheim-pw');
    if (HTTPS_PROXY.includes('geheim-pw')) expect(redactor.text('geheim-pw')).toBe('[redacted]');
  },
);
