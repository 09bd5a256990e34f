import ts from 'typescript';
import { expect, test } from 'vitest';
import { type SourceFile, sources } from './source-tree.ts';

const code = sources('runbook-runner', 'src');
const tests = sources('tests');

const lines = (file: SourceFile) => file.text.trimEnd().split('\n').length;

test('the median file has under 80 lines', () => {
  const sorted = code.map(lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThan(80);
});

test('no source has more than 250 lines, no test more than 300', () => {
  const large = [
    ...code.filter((file) => lines(file) > 250),
    ...tests.filter((file) => lines(file) > 300),
  ].map((file) => `${file.path}: ${lines(file)}`);
  expect(large).toEqual([]);
});

test('no function has 40 lines or more', () => {
  const long = code
    .filter((file) => /\.(ts|mjs)$/.test(file.path))
    .flatMap((file) => functionsOf(file).filter((one) => one.lines >= 40))
    .map((one) => `${one.place}: ${one.lines}`);
  expect(long).toEqual([]);
});

test('every file begins by saying what it owns, in at most three lines', () => {
  const silent = code
    .filter((file) => file.path.endsWith('.ts') && !file.path.endsWith('/index.ts'))
    .filter((file) => {
      const comment = file.text.split('\n').findIndex((line) => !/^(\/\/|#!)/.test(line));
      return comment < 1 || comment > 3;
    })
    .map((file) => file.path);
  expect(silent).toEqual([]);
});

test('nothing loosens a type or marks unfinished work', () => {
  const marks =
    /\b(TODO|FIXME|XXX)\b|@ts-(ignore|expect-error|nocheck)|biome-ignore(?!.*: \S)|\bas any\b|: any\b/;
  const found = [...code, ...tests]
    .filter((file) => !file.path.endsWith('rooms-are-small.test.ts'))
    .flatMap((file) =>
      file.text.split('\n').map((line, index) => ({ line, place: `${file.path}:${index + 1}` })),
    )
    .filter(({ line }) => marks.test(line))
    .map(({ line, place }) => `${place}: ${line.trim()}`);
  expect(found).toEqual([]);
});

/** Length of each function; a function inside it is counted for itself, not for the one around it. */
function functionsOf(file: SourceFile): { place: string; lines: number }[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const found: { place: string; lines: number }[] = [];
  const visit = (node: ts.Node): number => {
    let nested = 0;
    ts.forEachChild(node, (child) => {
      nested += visit(child);
    });
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return nested;
    const start = lineOf(node.getStart(source));
    const span = lineOf(node.getEnd()) - start + 1;
    found.push({ place: `${file.path}:${start + 1}`, lines: span - nested });
    // A one-line callback shares its line with the code around it.
    return span === 1 ? 0 : span;
  };
  visit(source);
  return found;
}
