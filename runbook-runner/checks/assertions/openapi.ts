// Finds, in an OpenAPI 3.0, 3.1 or 3.2 document, the JSON pointer of the schema that an answer must satisfy.
import { escapeName } from '../../ports/json-pointer.ts';
import { own, resolve, type Tree, tree } from './json-tree.ts';

/** `query` and other methods came with OpenAPI 3.2. */
const METHODS = ['get', 'head', 'options', 'put', 'post', 'delete', 'patch', 'trace', 'query'];

export type Located =
  | { readonly found: 'schema'; readonly pointer: string; readonly mediaType: string }
  /** Each item of a sequence is declared, and nothing of the whole (OpenAPI 3.2 §4.14.1). */
  | { readonly found: 'items'; readonly mediaType: string }
  /** The answer is declared, and nothing is said of its body. */
  | { readonly found: 'no-schema' }
  /** The answer is declared by a reference that leads to none in the same file. */
  | { readonly found: 'reference'; readonly ref: string }
  /** The answer is declared with other media types. */
  | { readonly found: 'media-type'; readonly declared: readonly string[] }
  | { readonly found: 'status'; readonly declared: readonly string[] }
  | { readonly found: 'operation'; readonly declared: readonly string[] };

function operationsOf(document: Tree): { id: string; pointer: string }[] {
  return Object.keys(tree(own(document, 'paths')) ?? {}).flatMap((path) => {
    const item = resolve(document, `/paths/${escapeName(path)}`);
    const more = Object.keys(tree(own(item.value, 'additionalOperations')) ?? {});
    const places = [...METHODS, ...more.map((method) => `additionalOperations/${escapeName(method)}`)];
    return places.flatMap((place) => {
      const pointer = `${item.pointer}/${place}`;
      const id = own(resolve(document, pointer).value, 'operationId');
      return typeof id === 'string' ? [{ id, pointer }] : [];
    });
  });
}

function findOperation(document: Tree, operation: string): { pointer?: string; declared: string[] } {
  const all = operationsOf(document);
  const found = all.find(({ id }) => id === operation);
  return { ...(found ? { pointer: found.pointer } : {}), declared: all.map(({ id }) => id) };
}

/** The declared key for a status: exact, then its range, then default (OpenAPI 3.1 §4.8.16). */
export function statusKey(declared: readonly string[], status: number): string | undefined {
  return [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((key) => declared.includes(key));
}

/** Type and parameters of a media type, as far as they tell one declared key from another. */
function mediaOf(text: string): { essence: string; parameters: string[] } {
  const [essence = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  return { essence, parameters: parameters.filter((one) => one !== '') };
}

/** The most specific declared media type for a content type (OpenAPI 3.1 §4.8.13). */
export function mediaKey(declared: readonly string[], contentType: string): string | undefined {
  const sent = mediaOf(contentType);
  const wanted = [sent.essence, `${sent.essence.split('/')[0]}/*`, '*/*'];
  const fitting = declared.filter((key) => wanted.includes(mediaOf(key).essence));
  const rank = (key: string): number => {
    const { essence, parameters } = mediaOf(key);
    const shared = parameters.filter((one) => sent.parameters.includes(one)).length;
    return wanted.indexOf(essence) * 100 - shared + parameters.length / 10;
  };
  return fitting.sort((a, b) => rank(a) - rank(b))[0];
}

interface Response {
  readonly status: string;
  readonly pointer: string;
  readonly types: readonly string[];
  /** The reference by which it is declared, where that leads to no answer in the same file. */
  readonly lost?: string;
}

/** Declared answers of an operation; undefined when there is no such operation. */
function responsesOf(document: Tree, operation: string): readonly Response[] | undefined {
  const { pointer } = findOperation(document, operation);
  if (pointer === undefined) return undefined;
  const responses = resolve(document, `${pointer}/responses`);
  return Object.keys(responses.value ?? {})
    .filter((status) => /^([1-5]\d\d|[1-5]XX|default)$/.test(status))
    .map((status) => {
      const response = resolve(document, `${responses.pointer}/${escapeName(status)}`);
      const types = Object.keys(tree(own(response.value, 'content')) ?? {});
      const { pointer, lost } = response;
      return { status, pointer, types, ...(lost === undefined ? {} : { lost }) };
    });
}

/** Where the schema of a declared answer stands, or would stand if its reference led there; undefined for none. */
function schemaOf(document: Tree, response: Response, type: string): string | undefined {
  const media = resolve(document, `${response.pointer}/content/${escapeName(type)}`);
  const silent = media.lost === undefined && own(media.value, 'schema') === undefined;
  return silent ? undefined : `${media.pointer}/schema`;
}

/** Where the answers of an operation have their schemas, for every status and media type that it declares. */
export function responseSchemas(document: object, operation: string): string[] {
  const root = tree(document) ?? {};
  return (responsesOf(root, operation) ?? []).flatMap((response) =>
    response.types.flatMap((type) => schemaOf(root, response, type) ?? []),
  );
}

/** Where the declared answers of an operation stand: all that a check of it can need is reached from there. */
export function operationPlaces(document: object, operation: string): string[] {
  const root = tree(document) ?? {};
  const { pointer } = findOperation(root, operation);
  return pointer === undefined ? [] : [`${pointer}/responses`];
}

/** Everything that an operation declares to answer; undefined when there is no such operation. */
export function declaredAnswers(document: object, operation: string) {
  return responsesOf(tree(document) ?? {}, operation);
}

export const operationIds = (document: object): string[] =>
  operationsOf(tree(document) ?? {}).map(({ id }) => id);

function locate(root: Tree, operation: string, status: number, contentType: string): Located {
  const responses = responsesOf(root, operation);
  if (!responses) return { found: 'operation', declared: operationIds(root) };
  const statuses = responses.map((one) => one.status);
  const key = statusKey(statuses, status);
  const response = responses.find((one) => one.status === key);
  if (!response) return { found: 'status', declared: statuses };
  if (response.lost !== undefined) return { found: 'reference', ref: response.lost };
  if (response.types.length === 0) return { found: 'no-schema' };
  const type = mediaKey(response.types, contentType);
  if (type === undefined) return { found: 'media-type', declared: response.types };
  const pointer = schemaOf(root, response, type);
  if (pointer !== undefined) return { found: 'schema', pointer, mediaType: type };
  const { value } = resolve(root, `${response.pointer}/content/${escapeName(type)}`);
  return own(value, 'itemSchema') === undefined
    ? { found: 'no-schema' }
    : { found: 'items', mediaType: type };
}

/** Where a document's answers were found before; a document never changes, it is replaced. */
const found = new WeakMap<object, Map<string, Located>>();

/** Content types are the upstream's to choose: so many different ones are remembered, no more. */
const MAX_REMEMBERED = 256;

export function locateResponseSchema(
  document: object,
  operation: string,
  status: number,
  contentType: string,
): Located {
  const known = found.get(document) ?? new Map<string, Located>();
  found.set(document, known);
  const key = `${status} ${operation} ${contentType}`;
  const before = known.get(key);
  if (before) return before;
  const located = locate(tree(document) ?? {}, operation, status, contentType);
  if (known.size < MAX_REMEMBERED) known.set(key, located);
  return located;
}
