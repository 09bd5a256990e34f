// Secret values by reference: each only for the host and slot that a file outside the repository binds it to.
import { PlaybookError } from '../errors/index.ts';
import type { SecretsSink, SecretUse } from '../ports/credential.ts';
import { BUILD_HINT, type SecretsPort, type SecretTest, SHORTEST_SECRET } from '../ports/secrets.ts';
import { refusalIn } from './build-guard.ts';
import {
  type RealSource,
  readSource,
  refuse,
  type Secret,
  type SourceOptions,
  unset,
} from './secret-sources.ts';
import { type SecretsFiles, secretsFiles } from './secrets-file.ts';

export type { Secret } from './secret-sources.ts';

export interface SecretRequest extends SecretUse {
  readonly signal: AbortSignal;
}

export interface SecretsOptions extends Omit<SourceOptions, 'managers'> {
  /** Path of the file of bindings and managers. */
  readonly file: string;
  /** Seeded test credentials of the running sandbox; undefined when none runs. */
  readonly sandbox: () => Promise<Readonly<Record<string, string>> | undefined>;
  readonly sink: SecretsSink;
}

export interface Secrets extends SecretsPort {
  read(request: SecretRequest): Promise<Secret>;
}

const BINDING_HINT = (name: string) =>
  `See what it is and bind it, if it may go there: npm run -s playbook -- secrets bind ${name}`;

/** Why the secret may not go where the request wants it; undefined when it may. */
async function unbound(request: SecretRequest, files: SecretsFiles): Promise<Secret | undefined> {
  const { credential, slot } = request;
  const { host } = new URL(request.baseUrl);
  const name = `${request.integration}.${request.environment}.${credential}`;
  const all = await files.bindings();
  const bound = Object.hasOwn(all, name) ? (all[name] ?? []) : [];
  const here = bound.filter((one) => one.host === host);
  if (here.some((one) => one.slot === slot)) return undefined;
  const where = here.length > 0 ? `${host} as ${slot}` : host;
  const message = `The credential ${credential} is not bound to ${where}; nothing was sent.`;
  return refuse('secret-not-allowed', message, BINDING_HINT(name));
}

async function fromSandbox(request: SecretRequest, name: string, options: SecretsOptions): Promise<Secret> {
  if (!request.loopback) {
    const message = `The sandbox's credential ${name} goes to the sandbox only; nothing was sent.`;
    return refuse('secret-not-allowed', message, 'Name an environment variable for a real upstream.');
  }
  const seeded = await options.sandbox();
  if (!seeded)
    return refuse(
      'sandbox-not-running',
      'The sandbox is not running.',
      'Start it: npm run -s playbook -- sandbox',
    );
  const value = Object.hasOwn(seeded, name) ? seeded[name] : undefined;
  if (value !== undefined) return { ok: true, value };
  const known = Object.keys(seeded).sort().join(', ');
  return refuse('credential-missing', `The sandbox has no credential ${name}.`, `It has: ${known}.`);
}

/** The longest length of each class; a length alone tells much of a short secret. */
const LENGTHS: readonly (readonly [upTo: number, words: string])[] = [
  [15, 'shorter than 16 characters'],
  [31, '16 to 31 characters'],
  [63, '32 to 63 characters'],
  [Number.POSITIVE_INFINITY, '64 characters or more'],
];

const NOT_HIDDEN = `it is shorter than ${SHORTEST_SECRET}, so records and output do not hide it: ask for a longer one`;

function describe(value: string): SecretTest {
  const length = LENGTHS.find(([upTo]) => value.length <= upTo)?.[1] ?? '';
  const remarks = [
    ...(value.length < SHORTEST_SECRET ? [NOT_HIDDEN] : []),
    ...(value.trim() === value ? [] : ['it begins or ends with a space']),
    ...(value.includes('\n') && !value.startsWith('-----BEGIN ') ? ['it has several lines'] : []),
  ];
  return { ok: true, length, remarks };
}

/** What a file that cannot be trusted throws, as the problem that it is for a run. */
async function trusted(cls: 'credential-missing' | 'secret-not-allowed', work: () => Promise<Secret>) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PlaybookError)) throw error;
    return refuse(cls, error.message, error.hint ?? '');
  }
}

export function createSecrets(options: SecretsOptions): Secrets {
  const files = secretsFiles(options.file, options.root);
  const get = (source: RealSource, signal: AbortSignal) =>
    trusted('credential-missing', () => readSource(source, { ...options, ...files }, signal));
  const refusal = () => refusalIn(options.variables);
  const real = async (request: SecretRequest, source: RealSource): Promise<Secret> => {
    const reason = await refusal();
    if (reason !== undefined)
      return refuse('secret-not-allowed', `${reason}; no secret is given.`, BUILD_HINT);
    return trusted(
      'secret-not-allowed',
      async () =>
        unset(source, options) ?? (await unbound(request, files)) ?? (await get(source, request.signal)),
    );
  };
  return {
    ...files,
    refusal,
    async read(request) {
      const { source } = request;
      const secret = await ('sandbox' in source
        ? fromSandbox(request, source.sandbox, options)
        : real(request, source));
      if (secret.ok) options.sink.add(secret.value);
      return secret;
    },
    async test(source, signal) {
      if ('sandbox' in source) return { ok: false, message: 'The sandbox gives it.' };
      const secret = await get(source, signal);
      if (secret.ok) return describe(secret.value);
      return { ok: false, message: secret.problem.message, hint: secret.problem.hint };
    },
  };
}
