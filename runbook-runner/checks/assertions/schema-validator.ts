// JSON Schema 2020-12 validation against a place in a whole document. Loads ajv only when first used.
import type { Place } from '../../ports/json-reference.ts';
import { createBranches, type Schemas } from './branches.ts';
import type { Source } from './contract-source.ts';
import type { SchemaError } from './differences.ts';
import { createHeld, type Held } from './discriminator.ts';
import type { Tree } from './json-tree.ts';
import { namedIn } from './large-numbers.ts';
import { addressOf, type Engine, loadEngines } from './schema-engine.ts';
import { createPlaces, type Places } from './schema-places.ts';
import { createSubtypes, type Subtypes } from './subtypes.ts';
import { withoutUnsent } from './write-only.ts';

export type Validate = (value: unknown) => readonly SchemaError[];

interface Compiler {
  /** Tells the first error, or all of them. `beside`: keywords that stand beside the schema of the place. */
  compile(place: Place, all: boolean, beside?: object): Validate;
  readonly places: Places;
  /** Where numbers of a value stood that may fit or not, since it was emptied. */
  readonly doubts: string[];
  readonly subtypes: Subtypes;
  readonly held: Held;
  /** Bases that were met in what was compiled. */
  readonly bases: ReadonlySet<Tree>;
}

/** One compiler a document, kept as long as the playbook that it came from. */
const compilers = new WeakMap<object, Promise<Compiler>>();

async function load(source: Source): Promise<Compiler> {
  const places = createPlaces(source);
  const subtypes = createSubtypes(source, places);
  const held = createHeld(subtypes);
  const [doubts, bases]: [string[], Set<Tree>] = [[], new Set()];
  const make = await loadEngines(source, places, {
    doubt: (instancePath) => doubts.push(instancePath),
    met: (base) => bases.add(base),
    fits: (all, base, value, instancePath) =>
      held.fits(base, value, (subtype) => {
        if ('names' in subtype) return false;
        const before = doubts.length;
        const fits = compile(subtype.place, all)(value).length === 0;
        // What was looked at by itself stands below this place.
        doubts.push(...doubts.splice(before).map((inner) => instancePath + inner));
        return fits;
      }),
  });
  const made = new Map<string, Validate>();
  const engines = new Map<boolean, Engine>();
  const compile: Compiler['compile'] = ({ file, fragment }, all, beside = {}) => {
    const schema = { ...beside, $ref: `${addressOf(file)}#${encodeURI(fragment)}` };
    const key = `${all} ${JSON.stringify(schema)}`;
    const before = made.get(key);
    if (before) return before;
    const engine = engines.get(all) ?? make(all);
    engines.set(all, engine);
    const validate = engine.compile(schema);
    const run: Validate = (value) => (validate(value) ? [] : (validate.errors ?? []));
    made.set(key, run);
    return run;
  };
  return { compile, places, doubts, subtypes, held, bases };
}

function compilerOf(source: Source): Promise<Compiler> {
  const known = compilers.get(source.document) ?? load(source);
  compilers.set(source.document, known);
  return known;
}

/**
 * Loads and compiles what `validate` will need at these places. Both take tens of milliseconds at first, in which
 * no answer can be read: done while requests are in flight, they would be measured as the upstream's latency.
 */
export async function prepare(source: Source, places: readonly Place[]): Promise<void> {
  const { compile, bases, subtypes } = await compilerOf(source);
  namedIn(source);
  const attempt = (place: Place) => {
    try {
      compile(place, false);
    } catch {
      // `validate` throws it again, to whom it concerns.
    }
  };
  for (const place of places) attempt(place);
  // Forms have bases in them, which are met in turn.
  for (const base of bases) for (const place of subtypes.all(base)) attempt(place);
}

export interface Validated {
  readonly errors: readonly SchemaError[];
  /** False where only the begin of long arrays was looked through for every error. */
  readonly whole: boolean;
  /** Where a number stands that nobody can tell from one that is not allowed: a JSON Pointer. */
  readonly uncertain: string | undefined;
}

/**
 * Errors of `value` against the schema at a place of the contract; none when it fits.
 * Throws when the schema cannot be compiled, e.g. for an unresolvable `$ref`.
 */
export async function validate(source: Source, place: Place, value: unknown): Promise<Validated> {
  const { compile, places, doubts, subtypes, held } = await compilerOf(source);
  doubts.length = 0;
  const first = compile(place, false)(value);
  if (first.length === 0) return { errors: first, whole: true, uncertain: doubts[0] };
  // All differences are worth their cost only once there is one; long arrays are cut, so that none floods the memory.
  const room = { values: MAX_VALUES };
  const every = compile(place, true)(cut(value, room));
  const [uncertain] = doubts;
  const errorsOf: Schemas['errorsOf'] = (at, inner, beside) =>
    withoutUnsent(compile(at, true, beside)(inner), at, places);
  const schemas: Schemas = {
    placeOf: (schema) => places.of(schema),
    errorsOf,
    sent: (errors, at, base) => withoutUnsent(errors, at, places, base),
    subtypeOf: subtypes.of,
    errorsOfSubtype: (base, at, inner) => held.within(base, inner, () => errorsOf(at, inner)),
  };
  const meant = createBranches(value, place, schemas);
  const found = withoutUnsent(every.length > 0 ? every : first, place, places);
  return { errors: meant(found), whole: room.values > 0, uncertain };
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
