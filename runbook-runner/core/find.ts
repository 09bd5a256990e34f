// Looks ids up; an unknown one is answered with the nearest that is known.
import { type ErrorCode, PlaybookError, suggest } from '../errors/index.ts';
import type { Page, Playbook } from '../playbook/playbook.ts';

type Noun = 'check' | 'action' | 'scenario' | 'drill' | 'fault' | 'integration' | 'page';

/** The entry of this id. Throws `unknown_<noun>` with the nearest known id as hint. */
export function find<Value>(noun: Noun, known: ReadonlyMap<string, Value>, id: string): Value {
  const found = known.get(id);
  if (found !== undefined) return found;
  throw unknown(`unknown_${noun}`, `No ${noun} has the id "${id}".`, id, known.keys());
}

export function unknown(
  code: ErrorCode,
  message: string,
  id: string,
  known: Iterable<string>,
): PlaybookError {
  return new PlaybookError(code, message, { hint: suggest(id, known) });
}

export const findPage = (playbook: Playbook, id: string): Page => find('page', playbook.pages, id);

/** The last part of a page's id: what definitions call it by. */
export const shortId = (page: string): string => page.slice(page.lastIndexOf('/') + 1);
