// Finds, in an OpenAPI 3.1 document, the JSON pointer of the schema that a response of an operation must satisfy.

type Tree = Readonly<Record<string, unknown>>;

const METHODS = ['get', 'head', 'options', 'put', 'post', 'delete', 'patch', 'trace'];

export type Located =
  | { readonly found: 'schema'; readonly pointer: string; readonly mediaType: string }
  /** The response is declared, and has no schema for this media type or none at all. */
  | { readonly found: 'media-type'; readonly declared: readonly string[] }
  | { readonly found: 'status'; readonly declared: readonly string[] }
  | { readonly found: 'operation'; readonly declared: readonly string[] };

function tree(value: unknown): Tree | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : undefined;
}

const own = (value: Tree | undefined, key: string): unknown =>
  value && Object.hasOwn(value, key) ? value[key] : undefined;

const token = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Follows `$ref` into the same document, at most a few times; returns where it ended. */
function resolve(document: Tree, pointer: string): { value: Tree | undefined; pointer: string } {
  let at = pointer;
  for (let hops = 0; hops < 8; hops += 1) {
    let value: unknown = document;
    for (const part of at.split('/').slice(1)) {
      value = own(tree(value), part.replaceAll('~1', '/').replaceAll('~0', '~'));
    }
    const found = tree(value);
    const ref = own(found, '$ref');
    if (typeof ref !== 'string' || !ref.startsWith('#/')) return { value: found, pointer: at };
    at = decodeURIComponent(ref.slice(1));
  }
  return { value: undefined, pointer: at };
}

function findOperation(document: Tree, operation: string): { pointer?: string; declared: string[] } {
  const declared: string[] = [];
  for (const path of Object.keys(tree(own(document, 'paths')) ?? {})) {
    const item = resolve(document, `/paths/${token(path)}`);
    for (const method of METHODS) {
      const id = own(tree(own(item.value, method)), 'operationId');
      if (id === operation) return { pointer: `${item.pointer}/${method}`, declared };
      if (typeof id === 'string') declared.push(id);
    }
  }
  return { declared };
}

/** The declared key for a status: exact, then its range, then default (OpenAPI 3.1 §4.8.16). */
function statusKey(declared: readonly string[], status: number): string | undefined {
  return [String(status), `${Math.floor(status / 100)}XX`, 'default'].find((key) => declared.includes(key));
}

/** The most specific declared media type for a content type (OpenAPI 3.1 §4.8.13). */
function mediaKey(declared: readonly string[], contentType: string): string | undefined {
  const essence = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  const wanted = [essence, `${essence.split('/')[0]}/*`, '*/*'];
  const bare = (key: string) => (key.split(';')[0] ?? '').trim().toLowerCase();
  return wanted.map((one) => declared.find((key) => bare(key) === one)).find((key) => key !== undefined);
}

/** Where the answers of an operation have their schemas, for every status and media type that it declares. */
export function responseSchemas(document: object, operation: string): string[] {
  const root = tree(document) ?? {};
  const { pointer } = findOperation(root, operation);
  if (pointer === undefined) return [];
  const responses = resolve(root, `${pointer}/responses`);
  return Object.keys(responses.value ?? {}).flatMap((status) => {
    const response = resolve(root, `${responses.pointer}/${token(status)}`);
    return Object.keys(tree(own(response.value, 'content')) ?? {}).flatMap((type) => {
      const media = resolve(root, `${response.pointer}/content/${token(type)}`);
      return own(media.value, 'schema') === undefined ? [] : [`${media.pointer}/schema`];
    });
  });
}

function locate(root: Tree, operation: string, status: number, contentType: string): Located {
  const { pointer, declared } = findOperation(root, operation);
  if (pointer === undefined) return { found: 'operation', declared };
  const responses = resolve(root, `${pointer}/responses`);
  const statuses = Object.keys(responses.value ?? {});
  const key = statusKey(statuses, status);
  if (key === undefined) return { found: 'status', declared: statuses };
  const response = resolve(root, `${responses.pointer}/${key}`);
  const types = Object.keys(tree(own(response.value, 'content')) ?? {});
  const type = mediaKey(types, contentType);
  if (type === undefined) return { found: 'media-type', declared: types };
  const media = resolve(root, `${response.pointer}/content/${token(type)}`);
  if (own(media.value, 'schema') === undefined) return { found: 'media-type', declared: types };
  return { found: 'schema', pointer: `${media.pointer}/schema`, mediaType: type };
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
