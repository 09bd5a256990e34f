// Looks ids up; an unknown one is answered with the nearest that is known.
import { type ErrorCode, PlaybookError, suggest } from '../errors/index.ts';

const UNKNOWN = {
  check: 'unknown_check',
  action: 'unknown_action',
  scenario: 'unknown_scenario',
  drill: 'unknown_drill',
  fault: 'unknown_fault',
  integration: 'unknown_integration',
  page: 'unknown_page',
} as const satisfies Record<string, ErrorCode>;

/** The entry of this id. Throws `unknown_<noun>` with the nearest known id as hint. */
export function find<Value>(
  noun: keyof typeof UNKNOWN,
  known: ReadonlyMap<string, Value>,
  id: string,
): Value {
  const found = known.get(id);
  if (found !== undefined) return found;
  throw unknown(UNKNOWN[noun], `No ${noun} has the id "${id}".`, id, known.keys());
}

/** The error for a name that nothing has; the hint is the nearest of the `known` ones. */
export function unknown(
  code: ErrorCode,
  message: string,
  id: string,
  known: Iterable<string>,
): PlaybookError {
  return new PlaybookError(code, message, { hint: suggest(id, known) });
}

/** The last part of a page's id: what definitions call it by. */
export const shortId = (page: string): string => page.slice(page.lastIndexOf('/') + 1);
