// The id of an entry that is about to be written.
import { PlaybookError } from '../errors/index.ts';
import { Id } from '../playbook/schema/primitives.ts';

/** Throws `usage` for a name that no file may have. */
export function newId(name: string): string {
  if (Id.safeParse(name).success) return name;
  throw new PlaybookError('usage', `"${name}" is no id.`, { hint: 'Use small letters, digits and hyphens.' });
}
