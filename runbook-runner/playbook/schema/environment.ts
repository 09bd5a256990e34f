// An environment of an integration: its address, what is trusted there, and where its credentials come from.
import { z } from 'zod';
import { CalendarDate, Id } from './primitives.ts';

const expires = CalendarDate.optional().describe(
  'Day on which the value ends, UTC; it counts as ended when that day begins.',
);
const obtain = z.string().describe('Where a person gets the value.');

/** Where a secret comes from; the value itself is never in the repository. */
export const CredentialSource = z.union([
  z.strictObject({
    env: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, 'a variable is named in capitals, digits and underscores')
      .describe('Environment variable that holds the value.'),
    obtain,
    expires,
  }),
  z.strictObject({
    file: z
      .string()
      .regex(/^(~\/|\/|[A-Za-z]:[\\/])[^\0]+$/, 'a file of a secret is named by ~/… or by its whole path')
      .describe('File outside the repository that holds the value, readable by its owner alone.'),
    obtain,
    expires,
  }),
  z.strictObject({
    manager: Id.describe('Secret manager, as `secrets.json` of each machine names it.'),
    entry: z
      .string()
      .regex(/^[A-Za-z0-9][\w ./:@#=+-]*$/, 'an entry begins with a letter or digit and is a plain name')
      .describe('Name of the entry there.'),
    obtain,
    expires,
  }),
  z.strictObject({ sandbox: Id.describe('Name of a seeded test credential of the sandbox.'), expires }),
]);
export type CredentialSource = z.output<typeof CredentialSource>;

const InSandbox = { sandbox: Id.describe('Server of the sandbox that stands in for the upstream.') };

const Mocked = {
  openapi: z
    .string()
    .optional()
    .describe(
      'OpenAPI document, from `src/content`, by which the sandbox mocks the server: for an upstream of your own.',
    ),
};

const AtAddress = {
  baseUrl: z
    .url({ protocol: /^https$/, abort: true, error: 'a base URL begins with https:// and a host' })
    .regex(
      /^https:\/\/[^/\\?#@\s]+\/?$/,
      'a base URL is a scheme, a host and a port; paths stand in the checks',
    )
    .meta({ format: 'uri' })
    .describe('Origin of the API, https only.'),
  ca: z
    .string()
    .optional()
    .describe('PEM file of a private certificate authority, from the root of the repository.'),
  privateNetwork: z
    .boolean()
    .default(false)
    .describe('Allows addresses of private networks; without it a check refuses to connect to one.'),
};

/** One more address that belongs to an environment: a status page, documentation, metrics. */
export const Origin = z.union([z.strictObject(InSandbox), z.strictObject(AtAddress)]);
export type Origin = z.output<typeof Origin>;

const Common = {
  credentials: z
    .record(Id, CredentialSource)
    .default({})
    .describe('Credentials of this environment by name.'),
  origins: z
    .record(Id, Origin)
    .default({})
    .describe('Further addresses by name, for `origin` of a check: a status page, documentation, metrics.'),
  readOnly: z
    .boolean()
    .default(false)
    .describe('Refuses every action here, and every check that changes something for a while.'),
};

const ClientCertificate = z.strictObject({
  cert: z
    .union([z.string(), z.strictObject({ credential: Id.describe('Credential that holds it as PEM.') })])
    .describe('PEM file from the root of the repository, its intermediates after it; or a credential.'),
  key: Id.describe('Credential that holds its private key: PEM without a passphrase.'),
});

const ByUrl = z.strictObject({
  url: z
    .string()
    .regex(/^https?:\/\/[^/?#@\s]+\/?$/, 'a proxy is a scheme, a host and a port; its login is in `login`')
    .refine((url) => URL.canParse(url), 'a proxy is named by an address that can be read')
    .describe('Address of the proxy: scheme, host and port.'),
  login: z
    .strictObject({
      user: Id.describe('Credential that holds the user name.'),
      password: Id.describe('Credential that holds the password.'),
    })
    .optional()
    .describe('What the proxy is told with Basic authentication.'),
  privateNetwork: z
    .boolean()
    .default(false)
    .describe('Allows a proxy whose address is of a private network.'),
});

const FromMachine = z.strictObject({
  from: z
    .literal('environment')
    .describe('Takes `HTTPS_PROXY` and `NO_PROXY` of the machine, which count for nothing otherwise.'),
});

const clientCertificate = ClientCertificate.optional().describe(
  'What we prove ourselves with in the TLS handshake (mTLS) with the environment itself; `origins` are not shown it.',
);

/** How an address is reached, beside where it is. */
const Passage = {
  clientCertificate,
  proxy: z
    .union([ByUrl, FromMachine])
    .optional()
    .describe(
      'Proxy that opens connections to `baseUrl` and to `origins` by CONNECT; checks of kind `tcp` and `dns` go past it.',
    ),
};

const allowsChanges = z
  .boolean()
  .describe(
    'Lets checks run here that make something and remove it again: a sequence with POST, PUT, … Left out, it is true in the sandbox and false elsewhere.',
  );

export const Environment = z.union([
  z.strictObject({
    ...{ ...InSandbox, ...Mocked, clientCertificate, ...Common },
    allowsChanges: allowsChanges.default(true),
  }),
  z.strictObject({ ...AtAddress, ...Passage, ...Common, allowsChanges: allowsChanges.default(false) }),
]);
export type Environment = z.output<typeof Environment>;
