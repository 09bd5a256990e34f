// JSON Schema 2020-12 validation against a place in a whole document. Loads ajv only when first used.
import type { Format, FuncKeywordDefinition } from 'ajv';
import type { SchemaError } from './differences.ts';
import { isMultipleOf } from './multiple-of.ts';
import { matches, patternFault } from './pattern.ts';

export type Validate = (value: unknown) => readonly SchemaError[];

/** A document whose schemas are in 2020-12, by its path in `src/content`. */
export interface Source {
  readonly file: string;
  readonly document: object;
  /** Documents that it refers to, by their paths; asked for once. */
  others(): ReadonlyMap<string, object>;
}

const addressOf = (file: string): string => `contract:/${encodeURI(file)}`;

/** An expression engine for `pattern` that runs in linear time, in the form that ajv asks for. */
const linear = Object.assign(
  (source: string) => {
    // Read now, before anything is sent; a fault is told only when the expression is needed.
    patternFault(source);
    return { test: (text: string) => matches(source, text), toString: () => source };
  },
  { code: 'undefined' },
);

/** In the place of ajv's own, which divides binary fractions. */
const multipleOf: FuncKeywordDefinition & { readonly keyword: string } = {
  keyword: 'multipleOf',
  type: 'number',
  schemaType: 'number',
  validate: (divisor: number, value: number) => isMultipleOf(value, divisor),
  error: { message: ({ schema }) => `must be multiple of ${schema}` },
};

/** Longest text that a format can have; the expressions behind formats are not linear in time. */
const MAX_FORMAT_LENGTH = 4096;

function bounded(name: string, format: Format): Format {
  if (!(format instanceof RegExp) || name === 'byte') return format;
  return (text: string) => text.length <= MAX_FORMAT_LENGTH && format.test(text);
}

type Compile = (pointer: string, all: boolean) => Validate;

/** One compiler a document, kept as long as the playbook that it came from. */
const compilers = new WeakMap<object, Promise<Compile>>();

async function load({ file, document, others }: Source): Promise<Compile> {
  const [ajvModule, formatsModule] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats/dist/formats.js'),
  ]);
  const Ajv = ajvModule.default;
  const formats = Object.entries(formatsModule.default.fullFormats);
  const make = (allErrors: boolean) => {
    const ajv = new Ajv({
      allErrors,
      strict: false,
      // The contract was checked when the playbook was read.
      meta: false,
      validateSchema: false,
      verbose: true,
      addUsedSchema: false,
      // What every object of the language inherits, such as `constructor`, is in no answer.
      ownProperties: true,
      // A format that nobody knows is no fault, and standard error is not ajv's to write to.
      logger: false,
      code: { regExp: linear },
    });
    ajv.removeKeyword(multipleOf.keyword).addKeyword(multipleOf);
    for (const [name, format] of formats) ajv.addFormat(name, bounded(name, format));
    for (const [path, other] of others()) ajv.addSchema(other, addressOf(path));
    return ajv.addSchema(document, addressOf(file));
  };
  const made = new Map<string, Validate>();
  const engines = new Map<boolean, ReturnType<typeof make>>();
  return (pointer, all) => {
    const key = `${all} ${pointer}`;
    const before = made.get(key);
    if (before) return before;
    const engine = engines.get(all) ?? make(all);
    engines.set(all, engine);
    const validate = engine.compile({ $ref: `${addressOf(file)}#${encodeURI(pointer)}` });
    const run: Validate = (value) => (validate(value) ? [] : (validate.errors ?? []));
    made.set(key, run);
    return run;
  };
}

function compilerOf(source: Source): Promise<Compile> {
  const known = compilers.get(source.document) ?? load(source);
  compilers.set(source.document, known);
  return known;
}

/**
 * Loads and compiles what `validate` will need at these places. Both take tens of milliseconds at first, in which
 * no answer can be read: done while requests are in flight, they would be measured as the upstream's latency.
 */
export async function prepare(source: Source, pointers: readonly string[]): Promise<void> {
  const compile = await compilerOf(source);
  for (const pointer of pointers) {
    try {
      compile(pointer, false);
    } catch {
      // `validate` throws it again, to whom it concerns.
    }
  }
}

export interface Validated {
  readonly errors: readonly SchemaError[];
  /** False where only the begin of long arrays was looked through for every error. */
  readonly whole: boolean;
}

/**
 * Errors of `value` against the schema at `pointer` (RFC 6901) in the document; none when it fits.
 * Throws when the schema cannot be compiled, e.g. for an unresolvable `$ref`.
 */
export async function validate(source: Source, pointer: string, value: unknown): Promise<Validated> {
  const compile = await compilerOf(source);
  const first = compile(pointer, false)(value);
  if (first.length === 0) return { errors: first, whole: true };
  // All differences are worth their cost only once there is one; long arrays are cut, so that none floods the memory.
  const room = { values: MAX_VALUES };
  const every = compile(pointer, true)(cut(value, room));
  return { errors: every.length > 0 ? every : first, whole: room.values > 0 };
}

/** Values of an answer that are looked through for every error. */
const MAX_VALUES = 20_000;

/** The value without the items of arrays for which there is no room. */
function cut(value: unknown, room: { values: number }): unknown {
  room.values -= 1;
  if (typeof value !== 'object' || value === null) return value;
  if (!Array.isArray(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cut(inner, room)]));
  }
  const kept: unknown[] = [];
  for (const item of value) {
    if (room.values <= 0) break;
    kept.push(cut(item, room));
  }
  return kept;
}
