// Credentials of the way to an environment that it lacks; ▸ marks the place that must be named.
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
    files: real('clientCertificate: { cert: own.pem, key: ▸tokn }'),
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
];
