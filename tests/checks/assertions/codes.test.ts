import { basename } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { codesOf } from '../../../runbook-runner/ports/assertion-codes.ts';
import { type SourceFile, sources } from '../../architecture/source-tree.ts';

/** Texts that are handed to `broken` as the code, also in a choice of two. */
function codesIn(file: SourceFile): string[] {
  const source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const textsOf = (node: ts.Node | undefined): void => {
    if (node === undefined) return;
    if (ts.isStringLiteral(node)) found.push(node.text);
    else if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(textsOf);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'broken') textsOf(node.arguments[2]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const modules = sources('runbook-runner/checks/assertions').map((file) => ({
  file,
  known: codesOf(basename(file.path, '.ts')),
}));

test.each(modules.filter(({ known }) => known).map(({ file, known }) => [basename(file.path), file, known]))(
  'every code of %s can be named in a signature: it stands in ports/assertion-codes.ts',
  (_name, file, known) => {
    expect(codesIn(file).filter((code) => !known?.includes(code))).toEqual([]);
  },
);

test('the codes are found where they are', () => {
  const all = modules.flatMap(({ file }) => codesIn(file));
  expect(all).toEqual(
    expect.arrayContaining(['over-target', 'error-rate', 'undeclared-status', 'low-headroom']),
  );
});
