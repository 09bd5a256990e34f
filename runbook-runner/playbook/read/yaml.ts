// Reads YAML (and JSON, which is YAML) into a plain value that still knows where each key and value stands.
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Location } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { SourceText } from '../source-text.ts';

export type Path = readonly (string | number)[];

export interface YamlValue {
  readonly source: SourceText;
  readonly value: unknown;
  /** Place of the value at a path; of the nearest thing that exists where there is none. */
  at(path: Path): Location;
  /** Place of the key at a path; the same as `at` where a list has no key. */
  keyAt(path: Path): Location;
}

const MAX_ALIASES = 100;
const MAX_SYNTAX_ERRORS = 5;
const HINTS: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'Remove one of the two.',
  BLOCK_AS_IMPLICIT_KEY: 'Quote a text that has a colon and a space in it.',
  TAB_AS_INDENT: 'Indent with spaces.',
  UNEXPECTED_TOKEN: 'Quote a text that has one of { } [ ] , in it.',
  MULTIPLE_DOCS: 'Give each its own file, or remove the line --- and what follows.',
};
/** In the place of what the parser says to programs. */
const WORDS: Readonly<Record<string, string>> = { MULTIPLE_DOCS: 'The file holds more than one document.' };
const REFUSED_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

function child(document: Document, parent: Node | undefined, step: string | number): Found | undefined {
  const node = isAlias(parent) ? parent.resolve(document) : parent;
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
    return pair && { key: pair.key as Node, value: (pair.value as Node | null) ?? undefined };
  }
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { key: undefined, value: item as Node };
  }
  return undefined;
}

/** The deepest node on the path that exists, and whether the whole path does. */
function walk(document: Document, path: Path): { found: Found; whole: boolean } {
  let found: Found = { key: undefined, value: (document.contents as Node | null) ?? undefined };
  for (const step of path) {
    const next = child(document, found.value, step);
    if (next === undefined) return { found, whole: false };
    found = next;
  }
  return { found, whole: true };
}

const startOf = (node: Node | undefined) => node?.range?.[0];

function refuseKeys(document: Document, place: (offset: number) => Location, report: Report): boolean {
  let refused = false;
  visit(document, {
    Pair(_, pair: Pair) {
      if (!isScalar(pair.key) || !REFUSED_KEYS.has(String(pair.key.value))) return;
      refused = true;
      const message = `"${pair.key.value}" is not allowed as a key.`;
      report.add('refused-key', place(startOf(pair.key) ?? 0), message, 'Give it another name.');
    },
  });
  return refused;
}

function firstAlias(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}

function toValue(
  document: Document,
  place: (offset: number) => Location,
  report: Report,
): { value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const bomb = message.includes('Excessive alias');
    report.add(
      bomb ? 'alias-limit' : 'yaml-syntax',
      place(firstAlias(document) ?? 0),
      bomb ? `Aliases expand to more than ${MAX_ALIASES} values.` : `${message}.`,
      'Write the values out.',
    );
    return undefined;
  }
}

function parse(text: string): Document {
  // Keys are text: `200:` and `on:` mean what they look like. No tag makes anything but plain data.
  // Warnings are told as errors below; at `silent` a second document would be passed over without a word.
  return parseDocument(text, { prettyErrors: false, stringKeys: true, logLevel: 'error' });
}

function wordsOf({ code, message, pos }: YAMLError, text: string): string {
  const [found] = text
    .slice(...pos)
    .trim()
    .split('\n');
  if (code === 'UNEXPECTED_TOKEN' && found) return `"${found}" is not expected here.`;
  return WORDS[code] ?? `${message.replace(/\.$/, '')}.`;
}

/** One text without its quotes puts the parser off what follows it: that is not told again. */
const withoutSequels = (problems: readonly YAMLError[]): readonly YAMLError[] =>
  problems.filter(({ code }, index) => index === 0 || code !== 'UNEXPECTED_TOKEN');

/** Reads `source`, or the part of it from `start` to `end`; undefined when it was reported as unreadable. */
export function readYaml(
  source: SourceText,
  report: Report,
  start = 0,
  end = source.text.length,
): YamlValue | undefined {
  const text = source.text.slice(start, end);
  const document = parse(text);
  // What is missing at the end is shown where the text ends, not on an empty line behind it.
  const place = (offset: number) => source.at(start + Math.min(offset, text.trimEnd().length));
  const problems = [...document.errors, ...document.warnings];
  // The parser tells of its own stack, which tells a reader nothing, and then of all that follows from it.
  if (problems.some(({ message }) => message.startsWith('Maximum call stack size'))) {
    const hint = 'Write fewer lists and maps in one another.';
    report.add('yaml-syntax', place(0), 'The values are nested too deeply.', hint);
    return undefined;
  }
  for (const problem of withoutSequels(problems).slice(0, MAX_SYNTAX_ERRORS)) {
    report.add('yaml-syntax', place(problem.pos[0]), wordsOf(problem, text), HINTS[problem.code]);
  }
  const refused = refuseKeys(document, place, report);
  if (problems.length > 0 || refused) return undefined;
  const read = toValue(document, place, report);
  if (read === undefined) return undefined;
  const first = startOf((document.contents as Node | null) ?? undefined) ?? 0;
  return {
    source,
    value: read.value,
    at(path) {
      const { found, whole } = walk(document, path);
      return place(
        (whole ? startOf(found.value) : undefined) ?? startOf(found.key) ?? startOf(found.value) ?? first,
      );
    },
    keyAt(path) {
      const { found } = walk(document, path);
      return place(startOf(found.key) ?? startOf(found.value) ?? first);
    },
  };
}
