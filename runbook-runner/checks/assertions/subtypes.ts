// The form that a discriminator names where no oneOf lists the forms: each has the base in its `allOf`, and a value of
// the base is of one of them (OpenAPI 3.1 §4.8.25).

import { escapeName } from '../../ports/json-pointer.ts';
import { type Place, placeOf } from '../../ports/json-reference.ts';
import type { Source } from './contract-source.ts';
import { own, type Tree, tree } from './json-tree.ts';
import { type Places, partsOf } from './schema-places.ts';

/** The form that a value is of, or the names of all where it names none of them. */
export type Subtype = { readonly place: Place } | { readonly names: readonly string[] };

export interface Subtypes {
  /** Undefined where the value is held to the base alone. */
  of(base: Tree, value: unknown): Subtype | undefined;
  /** Every form of the base, itself left out. */
  all(base: Tree): readonly Place[];
}

const SCHEMAS = '/components/schemas';

/** The property that tells the form, and what the value has there. */
export const tagOf = (base: Tree | undefined, value: unknown): readonly [name: string, said: unknown] => {
  const name = String(own(tree(own(base, 'discriminator')), 'propertyName'));
  return [name, own(tree(value), name)];
};

interface Forms {
  readonly named: ReadonlyMap<string, Place>;
  /** Of a value that names none of them (OpenAPI 3.2 §4.25). */
  readonly fallback: Place | undefined;
}

function formsOf(base: Tree, { file }: Source, places: Places): Forms {
  const home = places.of(base)?.file ?? file;
  const named = [...new Set([file, home])].flatMap((one) => {
    const names = Object.keys(places.at({ file: one, fragment: SCHEMAS }) ?? {});
    return names.map((name) => [name, { file: one, fragment: `${SCHEMAS}/${escapeName(name)}` }] as const);
  });
  const components = new Map(named);
  const derived = named.filter(([, place]) => [...partsOf(places.at(place), places)].includes(base));
  const leads = (to: unknown) => components.get(String(to)) ?? placeOf(String(to), home);
  const discriminator = tree(own(base, 'discriminator'));
  const mapping = Object.entries(tree(own(discriminator, 'mapping')) ?? {});
  const mapped = mapping.flatMap(([name, to]) => {
    const place = leads(to);
    return place ? [[name, place] as const] : [];
  });
  const fallback = own(discriminator, 'defaultMapping');
  return {
    named: new Map([...derived, ...mapped]),
    fallback: fallback === undefined ? undefined : leads(fallback),
  };
}

export function createSubtypes(source: Source, places: Places): Subtypes {
  const known = new WeakMap<Tree, Forms>();
  const forms = (base: Tree) => {
    const made = known.get(base) ?? formsOf(base, source, places);
    known.set(base, made);
    return made;
  };
  /** What stands around the discriminator is the base itself, and no form of it. */
  const isBase = (base: Tree, place: Place) => {
    const around = places.of(base);
    return around?.file === place.file && `${around.fragment}/`.startsWith(`${place.fragment}/`);
  };
  const all = (base: Tree) => [...forms(base).named.values()].filter((place) => !isBase(base, place));
  return {
    of(base, value) {
      const [, said] = tagOf(base, value);
      if (typeof said !== 'string' || own(base, 'oneOf') || own(base, 'anyOf')) return undefined;
      const { named, fallback } = forms(base);
      const place = named.get(said) ?? fallback;
      if (place && !places.at(place)) throw new Error(`the discriminator maps "${said}" to no schema`);
      if (place) return isBase(base, place) ? undefined : { place };
      return all(base).length > 0 ? { names: [...named.keys()] } : undefined;
    },
    all,
  };
}
