// Which exchanges a fault concerns: fields that kinds share, and how a request is held against them.
import { z } from 'zod';
import type { Asked } from '../kind.ts';

/** Fields of every kind that disturbs exchanges. */
export const scopeFields = {
  path: z
    .string()
    .startsWith('/')
    .optional()
    .describe('Only requests whose path starts so; all when left out.'),
};
const Scope = z.strictObject(scopeFields);
export type Scope = z.output<typeof Scope>;

/** Whether a request is concerned. */
export function scoped({ path }: Scope): (asked: Asked) => boolean {
  return ({ target }) => path === undefined || target.startsWith(path);
}

/** For a sentence: ` under /v1`, or nothing. */
export const where = ({ path }: Scope): string => (path === undefined ? '' : ` under \`${path}\``);
