// The two files of this machine about secrets: bindings and managers, which people may edit, and approvals beside it.
import { dirname, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { PlaybookError } from '../errors/index.ts';
import { TimeLimit } from '../ports/duration.ts';
import type { Approval, Binding } from '../ports/secrets.ts';
import { readPrivate, writePrivate } from './private-file.ts';

const Manager = z.strictObject({
  executable: z.string().refine(isAbsolute, 'an executable is named by its absolute path'),
  arguments: z.array(z.string()).refine((all) => all.filter((one) => one.includes('{entry}')).length === 1, {
    error: 'exactly one argument holds {entry}',
  }),
  /** Names of environment variables that it needs beside the minimal ones. */
  variables: z.array(z.string()).default([]),
  timeout: TimeLimit.prefault('10s'),
});
/** A program of this machine that prints the value of an entry. */
export type Manager = z.output<typeof Manager>;

const SecretsFile = z.strictObject({
  bindings: z.record(z.string(), z.array(z.strictObject({ host: z.string(), slot: z.string() }))).default({}),
  managers: z.record(z.string(), Manager).default({}),
});

const Approvals = z.record(
  z.string(),
  z.strictObject({ digest: z.string(), form: z.json(), at: z.string(), by: z.string() }),
);

export interface SecretsFiles {
  readonly file: string;
  bindings(): Readonly<Record<string, readonly Binding[]>>;
  managers(): Readonly<Record<string, Manager>>;
  bind(name: string, bindings: readonly Binding[]): void;
  approvals(): Readonly<Record<string, Approval>>;
  approve(approvals: Readonly<Record<string, Approval>>): void;
}

/** What the file holds, as it was written. Throws `secrets_untrusted` when it is not of the form. */
function load<Schema extends z.ZodType>(path: string, root: string, schema: Schema) {
  const bytes = readPrivate(path, root);
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

/** `root` is the repository, which the files must not lie in. Each call reads them anew: they are edited while we run. */
export function secretsFiles(file: string, root: string): SecretsFiles {
  const approvalsFile = join(dirname(file), 'approvals.json');
  const save = (path: string, value: unknown) =>
    writePrivate(path, root, `${JSON.stringify(value, null, 2)}\n`);
  const secrets = () => load(file, root, SecretsFile);
  return {
    file,
    bindings: () => secrets().value.bindings,
    managers: () => secrets().value.managers,
    bind(name, bindings) {
      const { raw, value } = secrets();
      const { [name]: _, ...others } = value.bindings;
      const all = bindings.length === 0 ? others : { ...others, [name]: bindings };
      save(file, { ...(raw as object), bindings: all });
    },
    approvals: () => load(approvalsFile, root, Approvals).value,
    approve(approvals) {
      save(approvalsFile, { ...load(approvalsFile, root, Approvals).value, ...approvals });
    },
  };
}
