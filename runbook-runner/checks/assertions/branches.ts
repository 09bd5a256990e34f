// Of an anyOf or a oneOf that nothing fits: the branch that was meant, and what the value misses of that branch alone.

import { escapeName, namesOf } from '../../ports/json-pointer.ts';
import { type Place, placeOf } from '../../ports/json-reference.ts';
import { DIFFERENCES, differences, type SchemaError } from './differences.ts';
import { own, type Tree, tree } from './json-tree.ts';
import { type Subtype, tagOf } from './subtypes.ts';

/** The schemas that errors came from. */
export interface Schemas {
  /** Where a schema stands that an error names. */
  placeOf(schema: object): Place | undefined;
  /** Every error of a value against the schema at a place, with keywords that stand beside it. */
  errorsOf(place: Place, value: unknown, beside?: object): readonly SchemaError[];
  /** Without what an answer need not have by the schema at a place, to which the value at `base` is held. */
  sent(errors: readonly SchemaError[], place: Place, base: string): readonly SchemaError[];
  /** The form that a value of a base names. */
  subtypeOf(base: Tree, value: unknown): Subtype | undefined;
  /** Every error of a value of a base against its form. */
  errorsOfSubtype(base: Tree, form: Place, value: unknown): readonly SchemaError[];
}

interface Choice {
  readonly errors: readonly SchemaError[];
  readonly branch?: Place;
}

interface Tried {
  readonly place: Place;
  readonly schema: Tree | undefined;
  readonly errors: readonly SchemaError[];
}

/** None of the branches fits, or not the form that is named; where several of a oneOf do, that is the difference. */
const isUnfitted = ({ keyword, params }: SchemaError): boolean =>
  keyword === 'anyOf' ||
  keyword === 'discriminator' ||
  (keyword === 'oneOf' && !Array.isArray(params.passingSchemas));

const sameAs = (one: Place | undefined, other: Place | undefined): boolean =>
  one !== undefined && one.file === other?.file && one.fragment === other.fragment;

/** The branch that a discriminator names by its mapping, by the name of a schema, or by default (OpenAPI 3.2 §4.25). */
function namedBranch(tried: readonly Tried[], { parentSchema, data }: SchemaError): Tried | undefined {
  const discriminator = tree(own(parentSchema, 'discriminator'));
  const said = own(tree(data), String(own(discriminator, 'propertyName')));
  const names = [own(tree(own(discriminator, 'mapping')), String(said)), said];
  for (const name of [...names, own(discriminator, 'defaultMapping')]) {
    if (typeof name !== 'string') continue;
    const found = tried.find(({ place: { file }, schema }) => {
      const leads = placeOf(String(own(schema, '$ref')), file);
      const fragment = `/components/schemas/${escapeName(name)}`;
      return sameAs(leads, placeOf(name, file)) || sameAs(leads, { file, fragment });
    });
    if (found) return found;
  }
  return undefined;
}

const isTypeOf = (path: string, { keyword, instancePath }: SchemaError): boolean =>
  keyword === 'type' && instancePath === path;

/** Of another type, or with another tag: a property that has one value in each form. */
function isAnother(path: string, error: SchemaError): boolean {
  if (isTypeOf(path, error)) return true;
  const { allowedValues } = error.params;
  const one = error.keyword === 'const' || (Array.isArray(allowedValues) && allowedValues.length === 1);
  return one && namesOf(error.instancePath).length === namesOf(path).length + 1;
}

/** The less, the better it fits: of what it is, then by what breaks a reader, then by anything. */
function misfit({ errors }: Tried, { instancePath }: SchemaError, root: unknown): number[] {
  const found = differences(errors, root);
  const breaking = found.filter(({ code }) => DIFFERENCES[code] === 'breaking');
  const another = errors.some((error) => isAnother(instancePath, error));
  return [Number(another), breaking.length, found.length];
}

function bestOf(tried: readonly Tried[], composite: SchemaError, root: unknown): Tried | undefined {
  const ranked = tried.map((one) => ({ one, by: misfit(one, composite, root) }));
  ranked.sort((a, b) => a.by.map((part, index) => part - (b.by[index] ?? 0)).find((part) => part !== 0) ?? 0);
  return ranked[0]?.one;
}

/** The values of one property that an error says are allowed, where it is a property of the value at a place. */
const allowedOf = (path: string, { keyword, instancePath, params }: SchemaError): readonly unknown[] => {
  if (namesOf(instancePath).length !== namesOf(path).length + 1) return [];
  if (keyword === 'const') return [params.allowedValue];
  return Array.isArray(params.allowedValues) ? params.allowedValues : [];
};

/** That a value has the tag of no branch, where each has other ones for the same property. */
function ofNoTag(tried: readonly Tried[], { instancePath }: SchemaError): SchemaError | undefined {
  const forms = tried.filter(({ errors }) => !errors.some((error) => isTypeOf(instancePath, error)));
  const tags = forms.map(({ errors }) => errors.filter((one) => allowedOf(instancePath, one).length > 0));
  const [first = [], ...others] = tags;
  for (const error of others.length > 0 ? first : []) {
    const same = tags.flatMap((of) => of.find((one) => one.instancePath === error.instancePath) ?? []);
    const allowedValues = same.flatMap((one) => allowedOf(instancePath, one));
    if (same.length < tags.length || new Set(allowedValues).size < allowedValues.length) continue;
    return { ...error, keyword: 'enum', params: { allowedValues } };
  }
  return undefined;
}

/** What a branch is called: its title, its name, or its order. */
function nameOf({ schema, place }: Tried): string {
  const title = own(schema, 'title');
  const name = String(own(schema, '$ref') ?? '')
    .split(/[/#]/)
    .at(-1);
  const order = `branch ${Number(namesOf(place.fragment).at(-1)) + 1}`;
  return typeof title === 'string' ? title : name || order;
}

/** One value is looked at: each composite is decided once, however many branches lead there. */
export function createBranches(root: unknown, whole: Place, schemas: Schemas) {
  const decided = new Map<unknown, Map<string, Choice>>();
  const around = [{ place: whole, base: '' }];

  /** What a value misses of the schema at a place, as one of those that it is held to. */
  function missed(place: Place, base: string, errors: readonly SchemaError[]): readonly SchemaError[] {
    around.push({ place, base });
    const inner: readonly SchemaError[] = meant(errors, base);
    around.pop();
    return around.reduce((left, one) => schemas.sent(left, one.place, one.base), inner);
  }

  function tryAll(composite: SchemaError, { file, fragment }: Place): Tried[] {
    const { keyword, parentSchema, instancePath, data } = composite;
    const branches = own(parentSchema, keyword);
    return (Array.isArray(branches) ? branches : []).map((schema, index) => {
      const place = { file, fragment: `${fragment}/${keyword}/${index}` };
      const errors = missed(place, instancePath, schemas.errorsOf(place, data));
      return { place, schema: tree(schema), errors };
    });
  }

  /** By the form that the value names: what it misses of that, or that there is no such form. */
  function bySubtype(composite: SchemaError, base: Tree): Choice {
    const { data, instancePath } = composite;
    const subtype = schemas.subtypeOf(base, data);
    if (!subtype) return { errors: [] };
    if ('place' in subtype) {
      const { place } = subtype;
      const branch = { name: namesOf(place.fragment).at(-1) ?? place.file, instancePath };
      const errors = missed(place, instancePath, schemas.errorsOfSubtype(base, place, data));
      return { errors: errors.map((error) => ({ branch, ...error })), branch: place };
    }
    const [name, said] = tagOf(base, data);
    const at = { instancePath: `${instancePath}/${escapeName(name)}`, data: said };
    const params = { allowedValues: [...subtype.names] };
    return { errors: [{ ...composite, ...at, keyword: 'enum', params }] };
  }

  function decide(composite: SchemaError): Choice {
    const { parentSchema, instancePath } = composite;
    if (composite.keyword === 'discriminator') return bySubtype(composite, parentSchema ?? {});
    const place = parentSchema && schemas.placeOf(parentSchema);
    const tried = place ? tryAll(composite, place) : [];
    const fitting = tried.filter(({ errors }) => errors.length === 0);
    // What is missing may be no difference of an answer, so that a branch fits after all.
    if (fitting.length === 1 || (fitting.length > 1 && composite.keyword === 'anyOf')) return { errors: [] };
    const named = namedBranch(tried, composite);
    const types = tried.map(({ errors }) => errors.filter((error) => isTypeOf(instancePath, error)));
    if (!named && tried.every(({ errors }, index) => errors.length === types[index]?.length)) {
      const type = [...new Set(types.flat().flatMap(({ params }) => params.type))];
      return { errors: [type.length > 0 ? { ...composite, keyword: 'type', params: { type } } : composite] };
    }
    const strange = named ? undefined : ofNoTag(tried, composite);
    if (strange) return { errors: [strange] };
    const best = named ?? bestOf(tried, composite, root);
    if (!best) return { errors: [composite] };
    const branch = { name: nameOf(best), instancePath };
    return { errors: best.errors.map((error) => ({ branch, ...error })), branch: best.place };
  }

  function choose(composite: SchemaError): Choice {
    const { parentSchema, keyword, instancePath } = composite;
    const of = decided.get(parentSchema) ?? new Map<string, Choice>();
    decided.set(parentSchema, of);
    const key = `${keyword} ${instancePath}`;
    const known = of.get(key);
    if (known) return known;
    // What leads back to it while it is decided is told as it stands.
    of.set(key, { errors: [composite] });
    const made = decide(composite);
    of.set(key, made);
    return made;
  }

  const asked = new Set<string>();

  /** Errors of a value against a branch beside which nothing more may be; undefined to who asks for it meanwhile. */
  function restOf(branch: Place, data: unknown, instancePath: string): SchemaError[] | undefined {
    const key = `${branch.file}#${branch.fragment} ${instancePath}`;
    if (asked.has(key)) return undefined;
    asked.add(key);
    const rest = meant(schemas.errorsOf(branch, data, { unevaluatedProperties: false }), instancePath);
    asked.delete(key);
    return rest;
  }

  /** Whether a branch that was chosen at this place declares the property: around it, that is no extra. */
  function isDeclared(
    { instancePath, params, data }: SchemaError,
    composites: readonly SchemaError[],
  ): boolean {
    return composites.some((composite) => {
      const { branch } = composite.instancePath === instancePath ? choose(composite) : {};
      const rest = branch && restOf(branch, data, instancePath);
      if (!rest) return false;
      return !rest.some(
        (error) =>
          error.instancePath === instancePath &&
          error.params.unevaluatedProperty === params.unevaluatedProperty,
      );
    });
  }

  /** Errors of the value at a place, in which each anyOf or oneOf is told by its best branch. */
  function meant(found: readonly SchemaError[], base = ''): SchemaError[] {
    const errors = found.map((error) => ({ ...error, instancePath: base + error.instancePath }));
    const composites = errors.filter(isUnfitted);
    return errors.flatMap((error) => {
      if (isUnfitted(error)) return choose(error).errors;
      const around = error.keyword === 'unevaluatedProperties' && isDeclared(error, composites);
      return around ? [] : [error];
    });
  }
  return meant;
}
