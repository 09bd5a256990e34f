// Reads back what a plan had kept before the change was made.
import type { z } from 'zod';
import { PlaybookError } from '../../errors/index.ts';

/** Throws `not_undoable` for what an action of another kind had kept: its definition was changed since it was done. */
export function beforeOf<Before>(schema: z.ZodType<Before>, before: unknown): Before {
  const read = schema.safeParse(before);
  if (read.success) return read.data;
  throw new PlaybookError(
    'not_undoable',
    'The action was of another kind when it was done, and what its record keeps is not what this kind puts back.',
    {
      hint: 'Take it back with the definition of then, at the commit of its record, or by hand: npm run -s playbook -- runs <run> shows what it changed.',
    },
  );
}
