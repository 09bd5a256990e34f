// The two files of this machine about secrets: bindings and managers, which people may edit, and approvals beside it.
import { dirname, join } from 'node:path';
import type { z } from 'zod';
import { PlaybookError } from '../errors/index.ts';
import type { Approval, Binding } from '../ports/secrets.ts';
import { changePrivate, readPrivate } from './private-file.ts';
import type { Manager } from './secrets-form.ts';

export interface SecretsFiles {
  readonly file: string;
  bindings(): Promise<Readonly<Record<string, readonly Binding[]>>>;
  managers(): Promise<Readonly<Record<string, Manager>>>;
  bind(name: string, bindings: readonly Binding[]): Promise<void>;
  approvals(): Promise<Readonly<Record<string, Approval>>>;
  approve(approvals: Readonly<Record<string, Approval>>): Promise<void>;
}

/** What the file holds, as it was written. Throws `secrets_untrusted` when it is not of the form. */
function parse<Schema extends z.ZodType>(path: string, bytes: Buffer | undefined, schema: Schema) {
  let raw: unknown = {};
  try {
    if (bytes !== undefined) raw = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw malformed(path, `it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success) return { raw, value: parsed.data };
  const [issue] = parsed.error.issues;
  throw malformed(path, `${issue?.path.join('.') || 'it'}: ${issue?.message}`);
}

function malformed(path: string, why: string): PlaybookError {
  return new PlaybookError('secrets_untrusted', `${path} does not have the declared form; ${why}.`, {
    hint: 'Mend it by hand; its form stands in /reference/secrets/.',
  });
}

/** Loaded by the first who needs a secret: most checks are made without one. */
const form = () => import('./secrets-form.ts');

/** `root` is the repository, which the files must not lie in. Each call reads them anew: they are edited while we run. */
export function secretsFiles(file: string, root: string): SecretsFiles {
  const approvalsFile = join(dirname(file), 'approvals.json');
  const change = (path: string, changed: (now: Buffer | undefined) => unknown) =>
    changePrivate(path, root, (now) => `${JSON.stringify(changed(now), null, 2)}\n`);
  const load = <Schema extends z.ZodType>(path: string, schema: Schema) =>
    parse(path, readPrivate(path, root), schema).value;
  const secrets = async () => load(file, (await form()).SecretsFile);
  const approvals = async () => load(approvalsFile, (await form()).Approvals);
  return {
    file,
    bindings: async () => (await secrets()).bindings,
    managers: async () => (await secrets()).managers,
    async bind(name, bindings) {
      const { SecretsFile } = await form();
      change(file, (now) => {
        const { raw, value } = parse(file, now, SecretsFile);
        const { [name]: _, ...others } = value.bindings;
        const all = bindings.length === 0 ? others : { ...others, [name]: bindings };
        return { ...(raw as object), bindings: all };
      });
    },
    approvals,
    async approve(approved) {
      const { Approvals } = await form();
      change(approvalsFile, (now) => ({ ...parse(approvalsFile, now, Approvals).value, ...approved }));
    },
  };
}
