// Reads a page's MDX with the compiler of the site and keeps its components, nested and in reading order.
import { type Features, type MdastNode, mdxToJs, mdxToMdast } from 'satteri';
import type { Location } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { SourceText } from '../source-text.ts';
import { attributePlaces } from './attribute-places.ts';

export interface Attribute {
  /** Undefined when the value is an expression that only the site evaluates. */
  readonly value: string | undefined;
  readonly location: Location;
}

export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly location: Location;
  readonly children: readonly Element[];
}

/** What Starlight switches on for a page: the same text must read the same in both. */
const FEATURES: Features = { frontmatter: true, gfm: true, directive: true };

/** Nothing, or comments alone: `{/* why *\/}`. */
const COMMENTS = /^(?:\s|\/\*(?:(?!\*\/)[\s\S])*\*\/)*$/;

function elementsOf(node: MdastNode, source: SourceText): Element[] {
  const inner =
    'children' in node ? node.children.flatMap((one) => elementsOf(one as MdastNode, source)) : [];
  if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') return inner;
  const start = node.position?.start;
  const location = { file: source.file, line: start?.line ?? 1, column: start?.column ?? 1 };
  const places = attributePlaces(source.text, source.offset(location.line, location.column));
  const attributes = new Map<string, Attribute>();
  for (const attribute of node.attributes) {
    if (attribute.type !== 'mdxJsxAttribute') continue;
    const offset = places.get(attribute.name);
    attributes.set(attribute.name, {
      value: typeof attribute.value === 'string' ? attribute.value : undefined,
      location: offset === undefined ? location : source.at(offset),
    });
  }
  return [{ name: node.name ?? '', attributes, location, children: inner }];
}

/** Code of a page's own: the site gives pages nothing to import, and the loader cannot look into an expression. */
function reportCode(node: MdastNode, source: SourceText, report: Report): void {
  const { line = 1, column = 1 } = node.position?.start ?? {};
  const location = { file: source.file, line, column };
  if (node.type === 'mdxjsEsm') {
    const hint = 'Remove the line: every component is provided. If it is prose, begin it with another word.';
    report.add('page-import', location, 'A page imports and exports nothing.', hint);
  } else if (node.type === 'mdxFlowExpression' || node.type === 'mdxTextExpression') {
    if (COMMENTS.test(node.value)) return;
    const hint = 'Write out what the page shows; write \\{ for the character itself.';
    report.add('page-expression', location, 'A page computes nothing.', hint);
  } else if ('children' in node) {
    for (const child of node.children) reportCode(child as MdastNode, source, report);
  }
}

/** The compiler says `12:3: message (rule:name)`. */
function reportSyntax(error: unknown, source: SourceText, report: Report): void {
  const text = error instanceof Error ? error.message : String(error);
  const [, line = '1', column = '1', rest = text] = /^(\d+):(\d+): ([\s\S]*)$/.exec(text) ?? [];
  const message = rest.replace(/\s*\(\w[\w-]*:[\w-]+\)\s*$/, '').replace(/\.$/, '');
  const location = { file: source.file, line: Number(line), column: Number(column) };
  report.add('mdx-syntax', location, `${message}.`, hintFor(message));
}

function hintFor(message: string): string | undefined {
  if (message.includes('closing tag')) return 'Every <Tag> needs its </Tag>, in the same block.';
  if (message.includes('brace') || message.includes('expression')) {
    return 'A brace begins an expression; write \\{ for the character itself.';
  }
  return message.includes('`<`') ? 'Write \\< for the character itself.' : undefined;
}

/** Top-level components of a page; undefined when it was reported as unreadable. */
export function readMdx(source: SourceText, report: Report): readonly Element[] | undefined {
  try {
    const tree = mdxToMdast(source.text, { features: FEATURES });
    // Broken imports and exports show only when the page is compiled as the site compiles it.
    mdxToJs(source.text, { features: FEATURES });
    reportCode(tree, source, report);
    return elementsOf(tree, source);
  } catch (error) {
    reportSyntax(error, source, report);
    return undefined;
  }
}
