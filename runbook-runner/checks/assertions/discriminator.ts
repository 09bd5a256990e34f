// The keyword `discriminator`, by which a value of a base is held to the form that it names.
import type { FuncKeywordDefinition } from 'ajv';
import type { Tree } from './json-tree.ts';
import type { Subtype, Subtypes } from './subtypes.ts';

export interface Held {
  /** Whether the value fits its form, whichever of its bases asks: a form has its base in it, which asks again. */
  fits(base: Tree, value: object, look: (subtype: Subtype) => boolean): boolean;
  /** What is made of a value that is held to its form already. */
  within<Made>(base: Tree, value: unknown, make: () => Made): Made;
}

/** Of the values that are looked at, each is held to the form that one base names once. */
export function createHeld(subtypes: Subtypes): Held {
  const asked: { readonly base: Tree; readonly value: unknown }[] = [];
  const within = <Made>(base: Tree, value: unknown, make: () => Made): Made => {
    asked.push({ base, value });
    try {
      return make();
    } finally {
      asked.pop();
    }
  };
  return {
    within,
    fits(base, value, look) {
      if (asked.some((one) => one.base === base && one.value === value)) return true;
      const subtype = subtypes.of(base, value);
      return subtype === undefined || within(base, value, () => look(subtype));
    },
  };
}

/** `met` is told of each base; `fits` says whether a value of it, at a place, fits the form that it names. */
export const discriminatorKeyword = (
  met: (base: Tree) => void,
  fits: (base: Tree, value: object, instancePath: string) => boolean,
): FuncKeywordDefinition & { readonly keyword: string } => ({
  // What is no map, as of Swagger 2, says nothing here.
  ...{ keyword: 'discriminator', type: 'object' },
  error: { message: 'must be of the form that it names' },
  compile(_schema, base: Tree) {
    met(base);
    return (value: object, at?: { instancePath: string }) => fits(base, value, at?.instancePath ?? '');
  },
});
