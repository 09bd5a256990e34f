// The engine of JSON Schema 2020-12 behind contracts, ajv, as answers are held to it. Loads it only when first used.
import type { CodeKeywordDefinition, Format, FuncKeywordDefinition, KeywordCxt } from 'ajv';
import type Ajv from 'ajv/dist/2020.js';
import { boundKeywords } from './bounds.ts';
import type { Source } from './contract-source.ts';
import { discriminatorKeyword } from './discriminator.ts';
import { own, type Tree } from './json-tree.ts';
import { isMultipleOf } from './multiple-of.ts';
import { NUMBER_FORMATS } from './number-formats.ts';
import { matches, patternFault } from './pattern.ts';
import type { Places } from './schema-places.ts';
import { isWriteOnly } from './write-only.ts';

export type Engine = Pick<Ajv, 'compile'>;

export const addressOf = (file: string): string => `contract:/${encodeURI(file)}`;

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

/** Keywords that look at several branches or items, of which each says why it does not fit. */
const SEVERAL = ['anyOf', 'oneOf', 'contains'];

/** Only that nothing fits is told: which branch was meant is found out by whoever asks. */
function tellOnce(ajv: Ajv, keyword: string): void {
  const known = ajv.getKeyword(keyword) as CodeKeywordDefinition;
  const { code } = known;
  known.code = (context: KeywordCxt) => {
    const tell = context.error.bind(context);
    context.error = (_append, ...more) => {
      context.reset();
      tell(false, ...more);
    };
    code(context);
  };
}

/** What requests alone carry is required in those, and these are answers. */
function requireSent(ajv: Ajv, places: Places): void {
  const known = ajv.getKeyword('required') as CodeKeywordDefinition;
  const { code } = known;
  known.code = (context: KeywordCxt) => {
    const { schema, parentSchema } = context;
    if (!Array.isArray(schema)) return;
    const sent = schema.filter((name) => !isWriteOnly(parentSchema, String(name), places));
    code(Object.assign(context, { schema: sent }));
  };
}

/** What an engine asks, or tells, while it compiles and looks at values. */
export interface Hooks {
  /** A number that may fit or not stands here. */
  doubt(instancePath: string): void;
  /** A base was met that has forms. */
  met(base: Tree): void;
  /** Whether a value of a base, at a place, fits the form that it names. */
  fits(allErrors: boolean, base: Tree, value: object, instancePath: string): boolean;
}

/** An anchor that was not met on the way is taken for the schema at hand, which is another one. */
function refuseLostAnchors(ajv: Ajv): void {
  const known = ajv.getKeyword('$dynamicRef') as CodeKeywordDefinition;
  const { code } = known;
  known.code = (context: KeywordCxt) => {
    const { schema, it } = context;
    if (!it.schemaEnv.root.dynamicAnchors[String(schema).slice(1)]) {
      throw new Error(`the dynamic reference "${schema}" cannot be followed`);
    }
    code(context);
  };
}

/** Makes engines that know the documents, each of which stops at the first error or tells all. */
export async function loadEngines(
  { file, document, others }: Source,
  places: Places,
  { doubt, met, fits }: Hooks,
): Promise<(allErrors: boolean) => Engine> {
  const [ajvModule, formatsModule] = await Promise.all([
    import('ajv/dist/2020.js'),
    import('ajv-formats/dist/formats.js'),
  ]);
  const Engine = ajvModule.default;
  const formats = Object.entries(formatsModule.default.fullFormats);
  return (allErrors) => {
    const ajv = new Engine({
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
      // Names are looked for one by one, as they were chosen from `required`.
      loopRequired: Number.POSITIVE_INFINITY,
      code: { regExp: linear },
    });
    for (const one of [multipleOf, ...boundKeywords(doubt)]) ajv.removeKeyword(one.keyword).addKeyword(one);
    if (own(document, 'openapi')) {
      ajv.addKeyword(discriminatorKeyword(met, (...asked) => fits(allErrors, ...asked)));
    }
    for (const keyword of SEVERAL) tellOnce(ajv, keyword);
    requireSent(ajv, places);
    refuseLostAnchors(ajv);
    for (const [name, format] of formats) ajv.addFormat(name, bounded(name, format));
    const { validate } = formatsModule.default.fullFormats['date-time'] as {
      validate(text: string): boolean;
    };
    // Between date and time stands a T (RFC 3339 §5.6); the engine takes a space too.
    ajv.addFormat('date-time', (text) => /^.{10}t/i.test(text) && validate(text));
    for (const [name, validate] of Object.entries(NUMBER_FORMATS)) {
      ajv.addFormat(name, { type: 'number', validate });
    }
    for (const [path, other] of others()) ajv.addSchema(other, addressOf(path));
    return ajv.addSchema(document, addressOf(file));
  };
}
