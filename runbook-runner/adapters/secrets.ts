// Secret values by reference: from the environment, only for the host that a file outside the repository binds them to.
import { readFileSync, statSync } from 'node:fs';
import type { CredentialSourceSpec, SecretsSink } from '../ports/credential.ts';
import type { Problem } from '../ports/result.ts';

export interface SecretRequest {
  readonly integration: string;
  readonly environment: string;
  /** Name of the credential in the integration. */
  readonly credential: string;
  readonly source: CredentialSourceSpec;
  /** Origin that the secret would be sent to. */
  readonly baseUrl: string;
  /** True only when the target is the sandbox. */
  readonly loopback: boolean;
}

export type Secret =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: Problem };

export interface SecretsOptions {
  /** The process's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Path of the bindings file: JSON, `<integration>.<environment>.<credential>` to a host or a list of hosts. */
  readonly bindingsFile: string;
  /** Seeded test credentials of the running sandbox; undefined when none runs. */
  readonly sandbox: () => Promise<Readonly<Record<string, string>> | undefined>;
  readonly sink: SecretsSink;
}

export interface Secrets {
  read(request: SecretRequest): Promise<Secret>;
}

function refuse(cls: Problem['class'], message: string, hint: string): Secret {
  return { ok: false, problem: { class: cls, outcome: 'error', phase: 'credential', message, hint } };
}

type Bindings = { readonly hosts: readonly string[] } | { readonly fault: string };

/** Hosts that a slot is bound to. The file must be writable by its owner alone: whoever edits it decides where secrets go. */
function bindingsOf(file: string, slot: string): Bindings {
  let text: string;
  try {
    if (process.platform !== 'win32' && (statSync(file).mode & 0o022) !== 0) {
      return { fault: `others can write ${file}; run: chmod 600 ${file}` };
    }
    text = readFileSync(file, 'utf8');
  } catch {
    return { hosts: [] };
  }
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== 'object' || parsed === null) return { fault: `${file} is not a JSON object` };
    const bound: unknown = Object.hasOwn(parsed, slot) ? Reflect.get(parsed, slot) : undefined;
    return { hosts: [bound].flat().filter((host) => typeof host === 'string') };
  } catch (error) {
    return { fault: `${file} is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
}

function fromVariable(
  request: SecretRequest,
  variable: string,
  obtain: string,
  options: SecretsOptions,
): Secret {
  const value = options.variables[variable];
  if (value === undefined || value === '') {
    const message = `The environment variable ${variable} is not set; it holds ${request.credential}.`;
    return refuse('credential-missing', message, `Where to get it: ${obtain}`);
  }
  const { host } = new URL(request.baseUrl);
  const slot = `${request.integration}.${request.environment}.${request.credential}`;
  const bindings = bindingsOf(options.bindingsFile, slot);
  if ('fault' in bindings) {
    return refuse(
      'secret-not-allowed',
      `The bindings of secrets cannot be trusted: ${bindings.fault}.`,
      bindings.fault,
    );
  }
  if (!bindings.hosts.includes(host)) {
    const line = `"${slot}": "${host}"`;
    const message = `The credential ${request.credential} is not bound to ${host}; nothing was sent.`;
    return refuse(
      'secret-not-allowed',
      message,
      `If it may go there, add to ${options.bindingsFile}: ${line}`,
    );
  }
  return { ok: true, value };
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

export function createSecrets(options: SecretsOptions): Secrets {
  return {
    async read(request) {
      const { source } = request;
      const secret =
        'env' in source
          ? fromVariable(request, source.env, source.obtain, options)
          : await fromSandbox(request, source.sandbox, options);
      if (secret.ok) options.sink.add(secret.value);
      return secret;
    },
  };
}
