// What the JSON Schema for editors says of rules that the loader has in code. On the ground, since kinds and schemas both say it.

/** A map or an object with nothing in it is refused. */
export const NOT_EMPTY = { minProperties: 1 };

/** Not all of these fields stand together. */
export const notBoth = (...names: readonly string[]) => ({ not: { required: names } });

/** At least one of these fields has to be there. In an `allOf`, since an `anyOf` beside fields reads as a choice of forms. */
export const anyField = (names: readonly string[]) => ({
  allOf: [{ anyOf: names.map((name) => ({ required: [name] })) }],
});
