// What the grammar of RFC 9535 alone does not refuse: numbers beyond I-JSON (§2.1), and functions that there
// are not, or that are given or compared wrongly (§2.4.3). Looks at the tree that the parser makes.
import { own, type Tree, tree } from './json-tree.ts';

const INTEGERS = ['value', 'start', 'end', 'step'];
/** The functions of RFC 9535 that give a value, by what they take. */
const TAKES: Readonly<Record<string, 'nodes' | 'value'>> = {
  length: 'value',
  count: 'nodes',
  value: 'nodes',
};

const typeOf = (node: Tree): string => String(own(node, 'type'));

function numberFault(node: Tree): string | undefined {
  if (!['IndexSelector', 'SliceSelector'].includes(typeOf(node))) return undefined;
  const beyond = INTEGERS.map((key) => node[key]).find(
    (value) => typeof value === 'number' && !Number.isSafeInteger(value),
  );
  return beyond === undefined ? undefined : `the number ${beyond} is out of range`;
}

/** Whether a query selects at most one value, whatever it is asked of. */
function isSingular(query: Tree | undefined): boolean {
  const segments = own(query, 'segments');
  return (
    Array.isArray(segments) &&
    segments.every((segment) => {
      const inner = tree(own(tree(segment), 'node'));
      if (typeOf(segment) === 'DescendantSegment' || !inner) return false;
      const selectors = own(inner, 'selectors');
      if (!Array.isArray(selectors)) return typeOf(inner) === 'MemberNameShorthand';
      return selectors.length === 1 && ['NameSelector', 'IndexSelector'].includes(typeOf(selectors[0]));
    })
  );
}

function isOfType(argument: Tree, wanted: 'nodes' | 'value'): boolean {
  const type = typeOf(argument);
  if (type === 'FilterQuery') return wanted === 'nodes' || isSingular(tree(own(argument, 'value')));
  return wanted === 'value' && (type === 'Literal' || type === 'FunctionExpr');
}

function functionFault(node: Tree): string | undefined {
  if (typeOf(node) === 'FunctionExpr' && !Object.hasOwn(TAKES, String(own(node, 'name'))))
    return `${own(node, 'name')}() is none of its functions, ${Object.keys(TAKES).join(', ')}`;
  if (typeOf(node) === 'TestExpr') {
    const tested = tree(own(node, 'expression'));
    const name = String(own(tested, 'name'));
    const value = tested && typeOf(tested) === 'FunctionExpr' && Object.hasOwn(TAKES, name);
    return value ? `the result of ${name}() must be compared` : undefined;
  }
  const name = String(own(node, 'name'));
  const wanted = TAKES[name];
  if (typeOf(node) !== 'FunctionExpr' || !wanted) return undefined;
  const given = own(node, 'arguments');
  const [argument, ...more]: unknown[] = Array.isArray(given) ? given : [];
  const first = tree(argument);
  if (!first || more.length > 0) return `${name}() takes one argument`;
  if (isOfType(first, wanted)) return undefined;
  return `${name}() takes ${wanted === 'nodes' ? 'a query' : 'one value'}`;
}

/** Why a parsed path is not valid all the same; undefined when it is. */
export function validityFault(node: unknown): string | undefined {
  if (typeof node !== 'object' || node === null) return undefined;
  const here = tree(node);
  const fault = here && (numberFault(here) ?? functionFault(here));
  if (fault !== undefined) return fault;
  for (const inner of Object.values(node)) {
    const deeper = validityFault(inner);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}
