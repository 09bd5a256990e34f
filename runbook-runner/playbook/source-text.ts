// A file's text with its lines: turns offsets into places and places into the line that a caret points at.
import type { Location } from '../errors/index.ts';

export interface SourceText {
  /** From the root of the repository, with forward slashes. */
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** The place of a character offset; columns count UTF-16 units from 1, as editors do. */
  at(offset: number): Location;
  /** The offset of a place. */
  offset(line: number, column: number): number;
  /** The text of a line that counts from 1. */
  line(number: number): string;
}

export function sourceText(file: string, raw: string): SourceText {
  const text = raw.startsWith('\uFEFF') ? raw.slice(1) : raw;
  const starts = [0];
  for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) {
    starts.push(index + 1);
  }
  const startOf = (number: number) => starts[number - 1] ?? text.length;
  return {
    file,
    text,
    at(offset) {
      const bounded = Math.max(0, Math.min(offset, text.length));
      const after = starts.findIndex((start) => start > bounded);
      const line = after === -1 ? starts.length : after;
      return { file, line, column: bounded - startOf(line) + 1 };
    },
    offset: (line, column) => startOf(line) + column - 1,
    line: (number) => text.slice(startOf(number), startOf(number + 1)).replace(/\r?\n$/, ''),
  };
}
