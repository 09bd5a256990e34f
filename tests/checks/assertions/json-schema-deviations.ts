// Tests of the draft 4 suite that come out otherwise here, each below its reason: draft 4 says what neither OpenAPI 3.0
// nor JSON Schema 2020-12 says, or nothing may be fetched.

/** By reason: `file: group: test`. */
type Deviations = Readonly<Record<string, readonly string[]>>;

export const DRAFT4_AS_OPENAPI_30: Deviations = {
  'OpenAPI 3.0 has no list of schemas in `items`.': [
    'additionalItems: additionalItems as schema: additional items match schema',
    'additionalItems: additionalItems as schema: additional items do not match schema',
    'additionalItems: array of items with no additionalItems: no additional items present',
    'additionalItems: array of items with no additionalItems: additional items are not permitted',
    'additionalItems: additionalItems are allowed by default: only the first item is validated',
    'items: an array of schemas for items: correct types',
    'items: an array of schemas for items: wrong types',
    'ref: relative pointer ref to array: match array',
    'ref: relative pointer ref to array: mismatch array',
  ],
  'OpenAPI 3.0 has no `patternProperties`.': [
    'additionalProperties: additionalProperties being false does not allow other properties: patternProperties are not additional properties',
    'patternProperties: patternProperties validates properties matching a regex: a single invalid match is invalid',
    'patternProperties: patternProperties validates properties matching a regex: multiple invalid matches is invalid',
    'patternProperties: multiple simultaneous patternProperties are validated: an invalid due to one is invalid',
    'patternProperties: multiple simultaneous patternProperties are validated: an invalid due to the other is invalid',
    'patternProperties: multiple simultaneous patternProperties are validated: an invalid due to both is invalid',
    'patternProperties: regexes are not anchored by default and are case sensitive: recognized members are accounted for',
    'patternProperties: regexes are not anchored by default and are case sensitive: regexes are case sensitive, 2',
    'properties: properties, patternProperties, additionalProperties interaction: patternProperty invalidates property',
    'properties: properties, patternProperties, additionalProperties interaction: patternProperty validates nonproperty',
  ],
  'Nothing is fetched: a contract refers to files of the playbook alone.': [
    'definitions: valid definition: valid definition schema',
    'definitions: invalid definition: invalid definition schema',
    'ref: remote ref, containing refs itself: remote ref valid',
    'ref: remote ref, containing refs itself: remote ref invalid',
    'refRemote: remote ref: remote ref valid',
    'refRemote: remote ref: remote ref invalid',
    'refRemote: fragment within remote ref: remote fragment valid',
    'refRemote: fragment within remote ref: remote fragment invalid',
    'refRemote: ref within remote ref: ref within ref valid',
    'refRemote: ref within remote ref: ref within ref invalid',
    'refRemote: change resolution scope: changed scope ref valid',
    'refRemote: change resolution scope: changed scope ref invalid',
  ],
  'OpenAPI 3.0 has no `dependencies`.': [
    'dependencies: dependencies: missing dependency',
    'dependencies: multiple dependencies: missing dependency',
    'dependencies: multiple dependencies: missing other dependency',
    'dependencies: multiple dependencies: missing both dependencies',
    'dependencies: multiple dependencies subschema: wrong type',
    'dependencies: multiple dependencies subschema: wrong type other',
    'dependencies: multiple dependencies subschema: wrong type both',
  ],
  'OpenAPI 3.0 has schemas in `components`, and no others that a reference could lead to.': [
    'ref: escaped pointer ref: slash invalid',
    'ref: escaped pointer ref: tilda invalid',
    'ref: escaped pointer ref: percent invalid',
    'ref: escaped pointer ref: slash valid',
    'ref: escaped pointer ref: tilda valid',
    'ref: escaped pointer ref: percent valid',
    'ref: nested refs: nested ref valid',
    'ref: nested refs: nested ref invalid',
  ],
  'The draft named any URI reference a URI; today a URI has a scheme (RFC 3986).': [
    'format: validation of URIs: a valid protocol-relative URI',
  ],
  'From draft 6 on, 1.0 is an integer.': [
    'zeroTerminatedFloats: some languages do not distinguish between different types of numeric value: a float is not an integer even without fractional part',
  ],
  'Beyond 2^53 a number and its bound are one number here, which is an error and no guess.': [
    'bignum: integer comparison: comparison works for high numbers',
    'bignum: integer comparison: comparison works for very negative numbers',
    'bignum: float comparison with high precision: comparison works for high numbers',
    'bignum: float comparison with high precision on negative numbers: comparison works for very negative numbers',
  ],
};

export const DRAFT4_AS_2020: Deviations = {
  'A list of schemas is `prefixItems` now, and `items` one schema.': [
    'additionalItems: additionalItems as schema: additional items match schema',
    'additionalItems: additionalItems as schema: additional items do not match schema',
    'additionalItems: array of items with no additionalItems: no additional items present',
    'additionalItems: array of items with no additionalItems: additional items are not permitted',
    'additionalItems: additionalItems are allowed by default: only the first item is validated',
    'items: an array of schemas for items: correct types',
    'items: an array of schemas for items: wrong types',
    'ref: relative pointer ref to array: match array',
    'ref: relative pointer ref to array: mismatch array',
  ],
  'Nothing is fetched: a contract refers to files of the playbook alone.': [
    'definitions: valid definition: valid definition schema',
    'definitions: invalid definition: invalid definition schema',
    'ref: remote ref, containing refs itself: remote ref valid',
    'ref: remote ref, containing refs itself: remote ref invalid',
    'refRemote: remote ref: remote ref valid',
    'refRemote: remote ref: remote ref invalid',
    'refRemote: fragment within remote ref: remote fragment valid',
    'refRemote: fragment within remote ref: remote fragment invalid',
    'refRemote: ref within remote ref: ref within ref valid',
    'refRemote: ref within remote ref: ref within ref invalid',
    'refRemote: change resolution scope: changed scope ref valid',
    'refRemote: change resolution scope: changed scope ref invalid',
  ],
  '`exclusiveMinimum` and `exclusiveMaximum` are numbers now.': [
    'maximum: exclusiveMaximum validation: below the maximum is still valid',
    'maximum: exclusiveMaximum validation: boundary point is invalid',
    'minimum: exclusiveMinimum validation: above the minimum is still valid',
    'minimum: exclusiveMinimum validation: boundary point is invalid',
    'bignum: float comparison with high precision: comparison works for high numbers',
    'bignum: float comparison with high precision on negative numbers: comparison works for very negative numbers',
  ],
  'The draft named any URI reference a URI; today a URI has a scheme (RFC 3986).': [
    'format: validation of URIs: a valid protocol-relative URI',
  ],
  'From draft 6 on, 1.0 is an integer.': [
    'zeroTerminatedFloats: some languages do not distinguish between different types of numeric value: a float is not an integer even without fractional part',
  ],
  'Beyond 2^53 a number and its bound are one number here, which is an error and no guess.': [
    'bignum: integer comparison: comparison works for high numbers',
    'bignum: integer comparison: comparison works for very negative numbers',
  ],
};
