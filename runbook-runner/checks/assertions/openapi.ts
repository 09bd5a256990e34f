// Finds, in an OpenAPI 3.0, 3.1 or 3.2 document, the place of the schema that an answer must satisfy.
import { namesOf, pointerOf } from '../../ports/json-pointer.ts';
import type { Place } from '../../ports/json-reference.ts';
import type { DeclaredHeader } from './contract-headers.ts';
import { below, type Followed, follow, type Source } from './contract-source.ts';
import { isJsonType } from './json-body.ts';
import { own, tree } from './json-tree.ts';
import { mediaKey } from './media-types.ts';

/** `query` and other methods came with OpenAPI 3.2. */
const METHODS = ['get', 'head', 'options', 'put', 'post', 'delete', 'patch', 'trace', 'query'];

/** `headers`: the fields that are declared of an answer. */
export type Located =
  | {
      readonly found: 'schema';
      readonly place: Place;
      readonly mediaType: string;
      readonly headers: readonly DeclaredHeader[];
    }
  /** Each item of a sequence is declared, and nothing of the whole (OpenAPI 3.2 §4.14.1). */
  | { readonly found: 'items'; readonly mediaType: string }
  /** The answer is declared, and nothing is said of its body. */
  | { readonly found: 'no-schema'; readonly headers: readonly DeclaredHeader[] }
  /** The answer is declared by a reference that leads to none. */
  | { readonly found: 'reference'; readonly ref: string }
  /** The answer is declared with other media types. */
  | { readonly found: 'media-type'; readonly declared: readonly string[] }
  | { readonly found: 'status'; readonly declared: readonly string[] }
  /** `lost`: references of paths that lead nowhere, behind one of which it may stand. */
  | { readonly found: 'operation'; readonly declared: readonly string[]; readonly lost: readonly string[] };

/** What stands at each path, also where a reference leads to it. */
const itemsOf = (source: Source): Followed[] =>
  Object.keys(tree(own(source.document, 'paths')) ?? {}).map((path) =>
    follow(source, { file: source.file, fragment: pointerOf(['paths', path]) }),
  );

function operationsOf(source: Source): { id: string; place: Place }[] {
  return itemsOf(source).flatMap((item) => {
    const more = Object.keys(tree(own(item.value, 'additionalOperations')) ?? {});
    const names = [...METHODS.map((method) => [method]), ...more.map((one) => ['additionalOperations', one])];
    return names.flatMap((keys) => {
      const place = below(item.place, ...keys);
      const id = own(follow(source, place).value, 'operationId');
      return typeof id === 'string' ? [{ id, place }] : [];
    });
  });
}

const findOperation = (source: Source, operation: string): Place | undefined =>
  operationsOf(source).find(({ id }) => id === operation)?.place;

/** Paths whose reference leads nowhere: which operations they have cannot be told. */
export const lostPaths = (source: Source): Followed[] =>
  itemsOf(source).filter(({ lost }) => lost !== undefined);

/** The declared key for a status: exact, then its range, in capitals or not, then default (OpenAPI 3.1 §4.8.16). */
export function statusKey(declared: readonly string[], status: number): string | undefined {
  const wanted = [String(status), `${Math.floor(status / 100)}XX`];
  const key = wanted.flatMap((one) => declared.filter((key) => key.toUpperCase() === one)).at(0);
  return key ?? declared.find((one) => one === 'default');
}

/** Whether an answer has no body, whatever is declared of it (RFC 9110 §6.4.1). */
const isWithoutBody = (status: number, method: string | undefined): boolean =>
  status < 200 || [204, 205, 304].includes(status) || method?.toLowerCase() === 'head';

interface Response {
  readonly status: string;
  readonly place: Place;
  readonly types: readonly string[];
  /** The reference by which it is declared, where that leads to no answer. */
  readonly lost?: string;
}

/** Everything that an operation declares to answer; undefined when there is no such operation. */
export function declaredAnswers(source: Source, operation: string): readonly Response[] | undefined {
  const found = findOperation(source, operation);
  if (found === undefined) return undefined;
  const responses = follow(source, below(found, 'responses'));
  return Object.keys(responses.value ?? {})
    .filter((status) => /^([1-5]\d\d|[1-5]xx|[1-5]XX|default)$/.test(status))
    .map((status) => {
      const { place, value, lost } = follow(source, below(responses.place, status));
      const types = Object.keys(tree(own(value, 'content')) ?? {});
      return { status, place, types, ...(lost === undefined ? {} : { lost }) };
    });
}

/** Where the schema of a declared answer stands, or would stand if its reference led there; undefined for none. */
function schemaOf(source: Source, response: Response, type: string): Place | undefined {
  const media = follow(source, below(response.place, 'content', type));
  const silent = media.lost === undefined && own(media.value, 'schema') === undefined;
  return silent ? undefined : below(media.place, 'schema');
}

/** What is said of the content type does not count (OpenAPI 3.1 §4.8.17). */
function declaredHeaders(source: Source, response: Response): DeclaredHeader[] {
  const { value, place } = follow(source, below(response.place, 'headers'));
  return Object.keys(value ?? {})
    .filter((name) => name.toLowerCase() !== 'content-type')
    .map((name) => {
      const header = follow(source, below(place, name));
      const type = Object.keys(tree(own(header.value, 'content')) ?? {}).find(isJsonType);
      const isJson = type !== undefined;
      const holder = isJson ? follow(source, below(header.place, 'content', type)) : header;
      const schema = own(holder.value, 'schema') === undefined ? undefined : below(holder.place, 'schema');
      const says = (key: string) => own(header.value, key) === true;
      return {
        name: name.toLowerCase(),
        required: says('required'),
        explode: says('explode'),
        isJson,
        schema,
      };
    });
}

/** Where the answers of an operation have their schemas, for every status, media type and header field that it declares. */
export const responseSchemas = (source: Source, operation: string): Place[] =>
  (declaredAnswers(source, operation) ?? []).flatMap((response) => [
    ...response.types.flatMap((type) => schemaOf(source, response, type) ?? []),
    ...declaredHeaders(source, response).flatMap(({ schema }) => schema ?? []),
  ]);

/** Where the declared answers of an operation stand: all that a check of it can need is reached from there. */
export function operationPlaces(source: Source, operation: string): Place[] {
  const found = findOperation(source, operation);
  return found === undefined ? [] : [below(found, 'responses')];
}

export const operationIds = (source: Source): string[] => operationsOf(source).map(({ id }) => id);

function locate(source: Source, operation: string, status: number, contentType: string): Located {
  const responses = declaredAnswers(source, operation);
  if (!responses) {
    const lost = lostPaths(source).flatMap((one) => one.lost ?? []);
    return { found: 'operation', declared: operationIds(source), lost };
  }
  const statuses = responses.map((one) => one.status);
  const key = statusKey(statuses, status);
  const response = responses.find((one) => one.status === key);
  if (!response) return { found: 'status', declared: statuses };
  if (response.lost !== undefined) return { found: 'reference', ref: response.lost };
  const headers = declaredHeaders(source, response);
  const method = namesOf(findOperation(source, operation)?.fragment ?? '').at(-1);
  if (response.types.length === 0 || isWithoutBody(status, method)) return { found: 'no-schema', headers };
  const type = mediaKey(response.types, contentType);
  if (type === undefined) return { found: 'media-type', declared: response.types };
  const place = schemaOf(source, response, type);
  if (place !== undefined) return { found: 'schema', place, mediaType: type, headers };
  const { value } = follow(source, below(response.place, 'content', type));
  return own(value, 'itemSchema') === undefined
    ? { found: 'no-schema', headers }
    : { found: 'items', mediaType: type };
}

/** Where a document's answers were found before; a document never changes, it is replaced. */
const found = new WeakMap<object, Map<string, Located>>();

/** Content types are the upstream's to choose: so many different ones are remembered, no more. */
const MAX_REMEMBERED = 256;

export function locateResponseSchema(
  source: Source,
  operation: string,
  status: number,
  contentType: string,
): Located {
  const known = found.get(source.document) ?? new Map<string, Located>();
  found.set(source.document, known);
  const key = `${status} ${operation} ${contentType}`;
  const before = known.get(key);
  if (before) return before;
  const located = locate(source, operation, status, contentType);
  if (known.size < MAX_REMEMBERED) known.set(key, located);
  return located;
}
