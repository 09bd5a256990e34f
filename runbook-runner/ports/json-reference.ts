// Where the `$ref`s of a JSON document lead: a file of `src/content`, and a place in it. Pure.

/** A place that a reference names: `file` is a path in `src/content`. */
export interface Place {
  readonly file: string;
  /** A JSON Pointer, or the name of an anchor without a slash. */
  readonly fragment: string;
}

/** Where a `$ref` in `file` leads, relative to it (RFC 3986 §5.2); undefined for an address outside of the playbook. */
export function placeOf(ref: string, file: string): Place | undefined {
  const base = `contract:/${file}`;
  if (!URL.canParse(ref, base)) return undefined;
  const { protocol, pathname, hash } = new URL(ref, base);
  if (protocol !== 'contract:') return undefined;
  try {
    return { file: decodeURIComponent(pathname.slice(1)), fragment: decodeURIComponent(hash.slice(1)) };
  } catch {
    return undefined;
  }
}

function* refsIn(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if ((key === '$ref' || key === '$dynamicRef') && typeof inner === 'string') yield inner;
    else yield* refsIn(inner);
  }
}

/** Every other file that a document names in a `$ref`; what looks like one in an example counts too. */
export function filesNamed(document: unknown, file: string): string[] {
  const files = [...refsIn(document)].flatMap((ref) => placeOf(ref, file)?.file ?? []);
  return [...new Set(files)].filter((one) => one !== file);
}
