// The form of the files of this machine about secrets.
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { TimeLimit } from '../ports/duration-text.ts';

export const Manager = z.strictObject({
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

export const SecretsFile = z.strictObject({
  bindings: z.record(z.string(), z.array(z.strictObject({ host: z.string(), slot: z.string() }))).default({}),
  managers: z.record(z.string(), Manager).default({}),
});

export const Approvals = z.record(
  z.string(),
  z.strictObject({ digest: z.string(), form: z.json(), at: z.string(), by: z.string() }),
);
