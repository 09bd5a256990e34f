// Tells what kind of contract a document is, and gives it in the one form that answers are validated against.
import { own, type Tree, tree } from './json-tree.ts';
import { withoutNullable } from './nullable.ts';
import { translate30 } from './openapi-30.ts';

export const JSON_SCHEMA_DIALECT = 'https://json-schema.org/draft/2020-12/schema';

export type Usable =
  | { readonly usable: true; readonly document: Tree }
  /** `at`: the key of the document that says so, where there is one. */
  | { readonly usable: false; readonly why: string; readonly at?: string };

type Read = (document: Tree) => Usable;

/** What each way to read made of a document: it never changes, it is replaced. */
const known = new WeakMap<object, Map<Read, Usable>>();

/** An OpenAPI document of any 3.x; its schemas in JSON Schema 2020-12. */
export function asOpenApi(document: unknown): Usable {
  return remembered(document, readOpenApi);
}

function remembered(document: unknown, read: Read): Usable {
  const root = tree(document);
  if (!root) return { usable: false, why: 'It is no map.' };
  const before = known.get(root) ?? new Map<Read, Usable>();
  known.set(root, before);
  const made = before.get(read) ?? read(root);
  before.set(read, made);
  return made;
}

function readOpenApi(document: Tree): Usable {
  const swagger = own(document, 'swagger');
  if (swagger !== undefined) {
    return { usable: false, at: 'swagger', why: `It is Swagger ${swagger}, not OpenAPI 3.` };
  }
  const version = String(own(document, 'openapi') ?? '');
  if (version.startsWith('3.0')) return { usable: true, document: translate30(document) };
  if (/^3\.[12](\.|$)/.test(version)) return { usable: true, document: withoutNullable(document) };
  if (version === '') return { usable: false, why: 'It names no OpenAPI version.' };
  return { usable: false, at: 'openapi', why: `It is OpenAPI ${version}; 3.0, 3.1 and 3.2 can be read.` };
}

/** A JSON Schema of the dialect 2020-12, which is meant where none is named. */
export function asJsonSchema(document: unknown): Usable {
  return remembered(document, readJsonSchema);
}

function readJsonSchema(document: Tree): Usable {
  const dialect = own(document, '$schema');
  if (dialect === undefined || String(dialect).replace(/#$/, '') === JSON_SCHEMA_DIALECT) {
    return { usable: true, document: withoutNullable(document) };
  }
  return { usable: false, at: '$schema', why: `Its dialect is ${dialect}; 2020-12 can be read.` };
}

/** A document that another one refers to: of an OpenAPI version where it names one, else a JSON Schema. */
export function asAny(document: unknown): Usable {
  return own(tree(document), 'openapi') === undefined ? asJsonSchema(document) : asOpenApi(document);
}
