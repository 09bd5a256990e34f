// Regular expressions from content, matched in linear time (RE2), so that no body can stall the runner.
import { createRequire } from 'node:module';
import type { RE2JS } from 're2js';
import { plainExpression } from './plain-pattern.ts';

interface Compiled {
  readonly test: (text: string) => boolean;
  /** What was looked at last: one answer after the other says the same of its type, its status, its id. */
  last?: { readonly text: string; readonly matches: boolean };
}

const compiled = new Map<string, Compiled>();
const expressions = new Map<string, RE2JS>();

/** Loaded with the first expression that is not plain; at once, since a schema cannot wait. */
function re2(source: string): RE2JS {
  const known = expressions.get(source);
  if (known) return known;
  const { RE2JS } = createRequire(import.meta.url)('re2js') as typeof import('re2js');
  const made = RE2JS.compile(RE2JS.translateRegExp(source));
  expressions.set(source, made);
  return made;
}

function testOf(source: string): Compiled['test'] {
  const plain = plainExpression(source);
  if (plain) return (text) => plain.test(text);
  const expression = re2(source);
  return (text) => expression.test(text);
}

function compile(source: string): Compiled {
  const known = compiled.get(source);
  if (known) return known;
  const made = { test: testOf(source) };
  compiled.set(source, made);
  return made;
}

/** Longer texts are not kept. */
const MAX_KEPT = 256;

/** Whether any part of `text` matches; throws for what RE2 cannot take (back-references, look-around). */
export function matches(source: string, text: string): boolean {
  const known = compile(source);
  if (known.last?.text === text) return known.last.matches;
  const matches = known.test(text);
  if (text.length <= MAX_KEPT) known.last = { text, matches };
  return matches;
}

/** What the first group of an expression caught, or all that matched when it has none; undefined without a match. */
export function caught(source: string, text: string): string | undefined {
  const matcher = re2(source).matcher(text);
  if (!matcher.find()) return undefined;
  return (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? undefined;
}

/** Whether the whole of `text` matches. */
export function matchesWhole(source: string, text: string): boolean {
  return re2(source).testExact(text);
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
