// Collects everything that is wrong with a playbook's files, so that one load shows all of it.
import { type Location, suggest } from '../errors/index.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';
import type { Diagnostic } from './playbook.ts';
import { type SourceText, sourceText } from './source-text.ts';

export interface Report {
  /** Registers a file, so that its lines can be shown. */
  source(file: string, text: string): SourceText;
  add(code: DiagnosticCode, location: Location, message: string, hint?: string): void;
  /** Adds a diagnostic unless `known` has the id; says whether it has. */
  expectKnown(code: DiagnosticCode, noun: string, id: string, known: Known, location: Location): boolean;
  /** All of them by file and place, each once. */
  diagnostics(): readonly Diagnostic[];
}

/** A set or a map of ids. */
export type Known = { has(id: string): boolean; keys(): Iterable<string> };

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function order(a: Diagnostic, b: Diagnostic): number {
  return (
    compare(a.location.file, b.location.file) ||
    a.location.line - b.location.line ||
    a.location.column - b.location.column ||
    compare(a.code, b.code) ||
    compare(a.message, b.message)
  );
}

export function createReport(): Report {
  const sources = new Map<string, SourceText>();
  const found = new Map<string, Diagnostic>();
  const add: Report['add'] = (code, location, message, hint) => {
    const key = `${location.file}:${location.line}:${location.column}:${code}:${message}`;
    const source = sources.get(location.file)?.line(location.line) ?? '';
    found.set(key, { code, message, hint, location, source });
  };
  return {
    source(file, text) {
      const made = sourceText(file, text);
      sources.set(file, made);
      return made;
    },
    add,
    expectKnown(code, noun, id, known, location) {
      if (known.has(id)) return true;
      add(code, location, `No ${noun} has the id "${id}".`, suggest(id, known.keys()));
      return false;
    },
    diagnostics: () => [...found.values()].sort(order),
  };
}
