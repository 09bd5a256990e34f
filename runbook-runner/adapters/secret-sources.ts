// Gets a secret's value from where the playbook says: a variable, a file, a secret manager of this machine.
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CredentialSourceSpec } from '../ports/credential.ts';
import type { ProcessOutcome, ProcessPort } from '../ports/process.ts';
import type { Problem, ProblemClass } from '../ports/result.ts';
import { readPrivate } from './private-file.ts';
import type { Manager } from './secrets-form.ts';

export type Secret =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: Problem };

export type RealSource = Exclude<CredentialSourceSpec, { readonly sandbox: string }>;

export interface SourceOptions {
  /** The process's environment variables. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Root of the repository: no secret is read from inside it. */
  readonly root: string;
  readonly process: ProcessPort;
  /** Secret managers by id; throws `secrets_untrusted`. */
  readonly managers: () => Promise<Readonly<Record<string, Manager>>>;
}

const MAX_BYTES = 64 * 1024;

export function refuse(cls: ProblemClass, message: string, hint: string): Secret {
  return { ok: false, problem: { class: cls, outcome: 'error', phase: 'credential', message, hint } };
}

const missing = (message: string, obtain: string) =>
  refuse('credential-missing', message, `Where to get it: ${obtain}`);

/** The text without the line end that editors and programs put after it. */
function textOf(bytes: Uint8Array, where: string, obtain: string): Secret {
  const text = Buffer.from(bytes)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  if (text === '') return missing(`${where} is empty.`, obtain);
  if (bytes.length > MAX_BYTES) return missing(`${where} is longer than 64 KiB.`, obtain);
  return { ok: true, value: text };
}

function fromFile(file: string, obtain: string, root: string): Secret {
  const path = file.startsWith('~/') ? join(homedir(), file.slice(2)) : file;
  const bytes = readPrivate(path, root);
  return bytes === undefined
    ? missing(`There is no file ${file}.`, obtain)
    : textOf(bytes, `The file ${file}`, obtain);
}

const HOW: Readonly<Record<Exclude<ProcessOutcome['ended'], 'exited' | 'not-started'>, string>> = {
  signalled: 'was ended by a signal',
  timeout: 'did not answer in time',
  interrupted: 'was interrupted',
  'output-too-large': 'wrote more than 64 KiB',
};

async function fromManager(
  { manager, entry, obtain }: Extract<RealSource, { readonly manager: string }>,
  options: SourceOptions,
  signal: AbortSignal,
): Promise<Secret> {
  const managers = await options.managers();
  const declared = Object.hasOwn(managers, manager) ? managers[manager] : undefined;
  if (declared === undefined) {
    const hint = `Name its program under "managers" of the secrets file: "${manager}": { "executable": "/usr/bin/…", "arguments": ["…", "{entry}"] }`;
    return refuse('credential-missing', `This machine has no secret manager "${manager}".`, hint);
  }
  const { executable, variables, timeout } = declared;
  const args = declared.arguments.map((one) => one.replace('{entry}', () => entry));
  const outcome = await options.process.run({
    ...{ executable, arguments: args, variables, signal },
    ...{ deadlineMs: timeout.ms, maxOutputBytes: MAX_BYTES },
  });
  if (outcome.ended === 'exited' && outcome.exitCode === 0) {
    return textOf(outcome.stdout, `The entry ${entry} of ${manager}`, obtain);
  }
  const how =
    outcome.ended === 'not-started'
      ? `could not be started: ${outcome.reason}`
      : outcome.ended === 'exited'
        ? `ended with exit code ${outcome.exitCode}`
        : HOW[outcome.ended];
  // What it wrote is not repeated: nobody knows what a manager writes when it fails.
  const hint = `See what it says, by hand: ${executable} ${args.join(' ')}. Where to get the value: ${obtain}`;
  return refuse('credential-missing', `The secret manager ${manager} ${how.replace(/\.?$/, '.')}`, hint);
}

/** The value, or why there is none. Throws `secrets_untrusted` for a file that others could have changed. */
export async function readSource(
  source: RealSource,
  options: SourceOptions,
  signal: AbortSignal,
): Promise<Secret> {
  if ('file' in source) return fromFile(source.file, source.obtain, options.root);
  if ('manager' in source) return fromManager(source, options, signal);
  return unset(source, options) ?? { ok: true, value: options.variables[source.env] ?? '' };
}

/** Why a variable gives no value: known without reading any secret, so it can be told before all else. */
export function unset(
  source: RealSource,
  { variables }: Pick<SourceOptions, 'variables'>,
): Secret | undefined {
  if (!('env' in source) || variables[source.env]) return undefined;
  return missing(`The environment variable ${source.env} is not set.`, source.obtain);
}
