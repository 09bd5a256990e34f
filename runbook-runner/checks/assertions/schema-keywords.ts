// What the keywords of a schema may hold (JSON Schema 2020-12; OpenAPI 3.0 §4.7.24): the engine takes it for granted.
import { type Documents, nodesFrom } from './contract-references.ts';
import { type Keys, own, type Tree, tree } from './json-tree.ts';

type Test = (value: unknown) => boolean;
type Rule = readonly [takes: string, test: Test, keywords: readonly string[]];

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const isText: Test = (value) => typeof value === 'string';
const isBoolean: Test = (value) => typeof value === 'boolean';
const isNumber: Test = (value) => typeof value === 'number';
const isCount: Test = (value) => isNumber(value) && Number.isInteger(value) && Number(value) >= 0;
const isSchema: Test = (value) => isBoolean(value) || tree(value) !== undefined;
const isType: Test = (value) => TYPES.includes(value as string);
const isListOf =
  (test: Test): Test =>
  (value) =>
    Array.isArray(value) && value.every(test);
const isMapOf =
  (test: Test): Test =>
  (value) =>
    tree(value) !== undefined && Object.values(value as Tree).every(test);

const MAPS = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
const LISTS = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const SINGLE = [
  ...['items', 'contains', 'additionalProperties', 'propertyNames', 'not', 'if', 'then', 'else'],
  ...['unevaluatedItems', 'unevaluatedProperties'],
];
/** Below these stand schemas by name or by number. */
const HOLDERS: ReadonlySet<string> = new Set([...MAPS, ...LISTS]);
const EXCLUSIVE = ['exclusiveMinimum', 'exclusiveMaximum'];

const RULES: readonly Rule[] = [
  [`${TYPES.join(', ')}, or a list of them`, (value) => isType(value) || isListOf(isType)(value), ['type']],
  ['a list of names', isListOf(isText), ['required']],
  ['a map of lists of names', isMapOf(isListOf(isText)), ['dependentRequired']],
  ['a list of values', Array.isArray, ['enum']],
  ['a map of schemas', isMapOf(isSchema), MAPS],
  ['a list of schemas', isListOf(isSchema), LISTS],
  ['a schema', isSchema, SINGLE],
  [
    'a whole number from 0',
    isCount,
    ['Length', 'Items', 'Properties', 'Contains'].flatMap((one) => [`min${one}`, `max${one}`]),
  ],
  ['a number', isNumber, ['minimum', 'maximum']],
  ['a number above 0', (value) => isNumber(value) && Number(value) > 0, ['multipleOf']],
  ['true or false', isBoolean, ['uniqueItems', 'readOnly', 'writeOnly', 'nullable']],
  ['text', isText, ['pattern', 'format']],
];
/** A switch beside the bound in OpenAPI 3.0, and a bound of its own since. */
const RULES_30: readonly Rule[] = [...RULES, ['true or false', isBoolean, EXCLUSIVE]];
const RULES_31: readonly Rule[] = [...RULES, ['a number', isNumber, EXCLUSIVE]];

/** Whether a schema stands at these keys of a document: what a name leads to counts, and not what it is called. */
function isSchemaAt(keys: Keys, document: Tree | undefined): boolean {
  let at: 'schema' | 'members' | 'other' = own(document, 'openapi') === undefined ? 'schema' : 'other';
  for (const key of keys.map(String)) {
    if (at === 'members') at = 'schema';
    else if (at === 'schema' && HOLDERS.has(key)) at = 'members';
    else if (at === 'schema' && SINGLE.includes(key)) at = 'schema';
    else if (at === 'other' && key === 'schemas') at = 'members';
    else at = at === 'other' && ['schema', 'itemSchema'].includes(key) ? 'schema' : 'other';
  }
  return at === 'schema';
}

/** A keyword that holds what it cannot. */
export interface Misuse {
  readonly file: string;
  readonly keys: Keys;
  readonly keyword: string;
  readonly value: unknown;
  readonly takes: string;
}

/** Every keyword that holds what it cannot, of the schemas that can be reached from a place. */
export function misusesFrom(from: string, pointer: string, documents: Documents): Misuse[] {
  return [...nodesFrom(from, pointer, documents)].flatMap(({ file, keys, node }) => {
    const document = tree(documents.get(file));
    if (!isSchemaAt(keys, document)) return [];
    const rules = String(own(document, 'openapi') ?? '').startsWith('3.0') ? RULES_30 : RULES_31;
    return rules.flatMap(([takes, test, keywords]) =>
      keywords.flatMap((keyword) => {
        const value = own(node, keyword);
        const holds = value === undefined || test(value);
        return holds ? [] : [{ file, keys: [...keys, keyword], keyword, value, takes }];
      }),
    );
  });
}
