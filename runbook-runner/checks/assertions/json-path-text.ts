// An RFC 9535 path as content writes it: checked when the playbook is read.
import parse from 'jsonpath-rfc9535/parser';
import { z } from 'zod';
import { validityFault } from './json-path-validity.ts';

/** Functions that take a regular expression, which the library runs in exponential time. */
const UNSAFE_FUNCTION = /\b(match|search)\s*\(/;

export const JsonPathText = z
  .string()
  .describe('A JSONPath (RFC 9535), such as $.status or $.items[*].id.')
  .superRefine((text, context) => {
    const fault = pathFault(text);
    if (fault) context.addIssue({ code: 'custom', message: fault });
  });

function pathFault(text: string): string | undefined {
  if (UNSAFE_FUNCTION.test(text)) {
    return `"${text}" uses match() or search(), which are not linear in time; use \`matches\` instead`;
  }
  try {
    const fault = validityFault(parse(text));
    return fault === undefined ? undefined : `"${text}" is not an RFC 9535 path: ${fault}`;
  } catch (error) {
    return `"${text}" is not an RFC 9535 path: ${error instanceof Error ? error.message : String(error)}`;
  }
}
