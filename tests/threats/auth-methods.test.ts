// However a request proves who we are: what an upstream says back of it stands in no stream, record, file or log.
import { generateKeyPairSync } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INTEGRATION } from './support/content.ts';
import { startWorld, type World } from './support/world.ts';

const METHODS = {
  keyed: '{ kind: api-key, header: X-Api-Key, prefix: "Token ", key: text }',
  static: '{ kind: bearer, token: jwt }',
  opaque: '{ kind: bearer, token: text }',
  basic: '{ kind: basic, user: user, password: text }',
  shared: '{ kind: jwt, algorithm: HS256, key: long }',
  rsa: '{ kind: jwt, algorithm: RS256, key: pem, issuer: us }',
  hmac: '{ kind: hmac, algorithm: sha512, encoding: base64, key: text, keyId: user, message: "{path}{timestamp}", headers: { signature: X-Signature, timestamp: X-Time, keyId: X-Key-Id }, prefix: v1= }',
  client: '{ kind: oauth2-client-credentials, tokenPath: /token, clientId: user, clientSecret: text }',
  refresh:
    '{ kind: oauth2-refresh-token, tokenPath: /token, clientId: user, clientSecret: text, refreshToken: first }',
};

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const SECRETS = {
  text: 'canary+8f/Zq&text=42',
  user: 'canary-user+9/x',
  long: 'canary: a shared secret of 32 bytes, or of more',
  first: 'canary+first/refresh=token',
  pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
};

const names = [...Object.keys(SECRETS), 'jwt'].map((name) => `${name}: { sandbox: ${name} }`).join(', ');
const methods = Object.entries(METHODS).map(([name, method]) => `    ${name}: ${method}`);

/** The upstream of every threat, in the sandbox alone and with every method. */
const integration = INTEGRATION.replace(
  /^ {4}unbound:[\s\S]*?^ {2}auth:\n/m,
  `  auth:\n${methods.join('\n')}\n`,
).replace('{ key: { sandbox: upstream-key } }', `{ key: { sandbox: upstream-key }, ${names} }`);

const check = (kind: string, rest: string) =>
  `title: ${kind}\nintegration: upstream\nkind: ${kind}\n${rest}\n`;
const checks = Object.keys(METHODS).flatMap((name) => [
  [
    `checks/sends-${name}.yaml`,
    check(
      'http',
      `request: { path: /mirror, auth: ${name} }\nexpect: { body: [{ path: '$.said[0]', equals: x }] }`,
    ),
  ],
  [`checks/proves-${name}.yaml`, check('credential', `auth: ${name}\nprobe: { path: /mirror }`)],
]);

let world: World;
let jwt: string;
beforeAll(async () => {
  jwt = await new SignJWT({ scope: 'all' })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(Buffer.from(SECRETS.long));
  world = await startWorld({
    content: { 'docs/integrations/upstream.mdx': integration, ...Object.fromEntries(checks) },
    credentials: { ...SECRETS, jwt },
  });
});
afterAll(() => world.close());

const encoded = (secret: string) => [
  secret,
  ...(['base64', 'base64url', 'hex'] as const).map((form) => Buffer.from(secret).toString(form)),
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
];

/** Secrets that stand in the text, in any form. */
function hits(text: string, secrets: Iterable<string>): string[] {
  const lower = text.toLowerCase();
  return [...secrets].flatMap(encoded).filter((form) => lower.includes(form.toLowerCase()));
}

/** Files of the state folder but the sandbox's own and those that keep refresh tokens. */
function stateFiles(): string[] {
  return readdirSync(world.home)
    .map((name) => join(world.home, name))
    .filter((path) => statSync(path).isFile() && !path.endsWith('sandbox.json'));
}

test.each(Object.keys(METHODS))('%s', async (name) => {
  world.upstream.sent.clear();
  let text = '';
  for (const id of [`sends-${name}`, `proves-${name}`]) {
    const answer = await world.ask('POST', `/api/checks/${id}/runs`, { environment: 'sandbox' });
    const stream = await answer.text();
    expect(stream).toContain('[redacted]');
    const { run } = JSON.parse(stream.split('\n')[0] ?? '') as { run: string };
    for (const path of [`/api/runs/${run}`, `/api/runs/${run}/body`]) {
      text += await (await world.ask('GET', path)).text();
    }
    text += stream;
  }
  const sent = [...world.upstream.sent];
  expect(sent.length).toBeGreaterThan(0);
  const signatures = sent.flatMap((value) => value.split('.').slice(2));
  const secrets = new Set([...sent, ...signatures, ...Object.values(SECRETS), jwt]);
  expect(hits(text, secrets)).toEqual([]);
  for (const path of stateFiles()) expect(hits(readFileSync(path, 'latin1'), secrets), path).toEqual([]);
  expect(hits(world.output(), secrets)).toEqual([]);
});

test('the refresh token that took the place of the first stands in its private file and nowhere else', () => {
  const folder = join(world.home, 'refresh-tokens');
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(files).toHaveLength(1);
  const path = join(folder, files[0] ?? '');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const { token } = JSON.parse(readFileSync(path, 'utf8')) as { token: string };
  expect(token).toMatch(/^refresh\+of/);
  for (const file of stateFiles()) expect(hits(readFileSync(file, 'latin1'), [token]), file).toEqual([]);
});
