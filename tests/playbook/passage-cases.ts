// Credentials of the way to an environment that it lacks; ▸ marks the place that must be named.
import type { Case } from './diagnostic-cases.ts';
import { edited } from './fixture.ts';

const SANDBOX = '      origins: { status: { sandbox: pay-status } }\n';

/** A real environment beside the sandbox. */
const real = (more: string) => () =>
  edited(
    'docs/integrations/pay.mdx',
    SANDBOX,
    `${SANDBOX}    real:
      baseUrl: https://pay.example
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

export const PASSAGE_CASES: readonly Case[] = [
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
