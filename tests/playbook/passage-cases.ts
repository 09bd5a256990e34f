// Credentials of the way to an environment that it lacks; ▸ marks the place that must be named.
import { issue, makeAuthority } from '../support/certificates.ts';
import type { Case } from './diagnostic-cases.ts';
import { edited } from './fixture.ts';

const SANDBOX = '      origins: { status: { sandbox: pay-status } }\n';

/** A real environment beside the sandbox. */
const real =
  (more: string, baseUrl = 'https://pay.example') =>
  () =>
    edited(
      'docs/integrations/pay.mdx',
      SANDBOX,
      `${SANDBOX}    real:
      baseUrl: ${baseUrl}
      credentials: { token: { env: PAY_TOKEN, obtain: their portal } }
      origins: { status: { sandbox: pay-status } }
      ${more}
`,
    );

const unknown = {
  code: 'unknown-credential',
  message: 'The environment "real" has no credential "tokn".',
  hint: 'Did you mean "token"?',
} as const;

const noOrigin = {
  code: 'schema',
  message:
    '"integration.environments.real.baseUrl": a base URL is a scheme, a host and a port; paths stand in the checks.',
  hint: 'Origin of the API, https only.',
} as const;

const [ended, valid] = [await makeAuthority('CN=Ended', undefined, -3), await makeAuthority('CN=Valid')];
const ownEnded = (await issue(valid, { subject: 'CN=us', to: -3 })).cert;

const DAY = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);

const expired = { code: 'expired-certificate', hint: 'Put one there that is valid today.' } as const;

/** Names of files that begin so are set aside, so that nothing else reads them. */
const withFile = (more: string, pem: string) => () => ({ ...real(more)(), _pem: pem });

export const PASSAGE_CASES: readonly Case[] = [
  {
    ...noOrigin,
    name: 'a base URL with a path, which no request would have',
    files: real('readOnly: true', '▸https://pay.example/v1'),
  },
  {
    ...noOrigin,
    name: 'a base URL with a login, which nothing would send',
    files: real('readOnly: true', '▸https://user:word@pay.example'),
  },
  {
    ...unknown,
    name: 'of the key of a client certificate',
    files: withFile('clientCertificate: { cert: src/content/_pem, key: ▸tokn }', valid.pem),
  },
  {
    ...unknown,
    name: 'of a client certificate itself',
    files: real('clientCertificate: { cert: { credential: ▸tokn }, key: token }'),
  },
  {
    ...unknown,
    name: 'of the login of a proxy',
    files: real("proxy: { url: 'http://proxy.example:3128', login: { user: token, password: ▸tokn } }"),
  },
  {
    code: 'unusable-certificate',
    name: 'an authority whose file holds no certificate',
    files: withFile('ca: ▸src/content/_pem', 'not PEM'),
    message: 'src/content/_pem holds no certificate.',
    hint: 'It is PEM: -----BEGIN CERTIFICATE-----.',
  },
  {
    ...expired,
    name: 'the only authority of a file',
    files: withFile('ca: ▸src/content/_pem', ended.pem),
    message: `src/content/_pem holds "CN=Ended", which expired on ${DAY}.`,
  },
  {
    ...expired,
    name: 'our own certificate, whatever its authority is',
    files: withFile(
      'clientCertificate: { cert: ▸src/content/_pem, key: token }',
      `${ownEnded}\n${valid.pem}`,
    ),
    message: `src/content/_pem holds "CN=us", which expired on ${DAY}.`,
  },
];
