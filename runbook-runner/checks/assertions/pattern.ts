// Regular expressions from content, matched in linear time (RE2), so that no body can stall the runner.
import { RE2JS } from 're2js';
import { z } from 'zod';

const compiled = new Map<string, RE2JS>();

function compile(source: string): RE2JS {
  const known = compiled.get(source);
  if (known) return known;
  const made = RE2JS.compile(RE2JS.translateRegExp(source));
  compiled.set(source, made);
  return made;
}

/** Whether any part of `text` matches; throws for what RE2 cannot take (back-references, look-around). */
export function matches(source: string, text: string): boolean {
  return compile(source).test(text);
}

/** What the first group of an expression caught, or all that matched when it has none; undefined without a match. */
export function caught(source: string, text: string): string | undefined {
  const matcher = compile(source).matcher(text);
  if (!matcher.find()) return undefined;
  return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? undefined;
}

/** Whether the whole of `text` matches. */
export function matchesWhole(source: string, text: string): boolean {
  return compile(source).testExact(text);
}

/** Why RE2 cannot take an expression, or undefined when it can. */
export function patternFault(source: string): string | undefined {
  try {
    compile(source);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const PatternText = z
  .string()
  .describe('A regular expression (RE2 syntax, linear time); it may match anywhere unless anchored.')
  .superRefine((source, context) => {
    const fault = patternFault(source);
    if (fault) {
      context.addIssue({ code: 'custom', message: `"${source}" is not an RE2 expression: ${fault}` });
    }
  });
