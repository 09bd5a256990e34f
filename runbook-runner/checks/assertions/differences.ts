// Turns a validator's errors into located, classed differences that a reader can act on. Pure.
import { pathOfPointer, step } from './json-path.ts';
import { type Json, preview, typeName } from './result.ts';

/** What a JSON Schema validator reports; the part of ajv's error object that is read here. */
export interface SchemaError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly schemaPath: string;
  readonly params: {
    readonly type?: unknown;
    readonly format?: unknown;
    readonly pattern?: unknown;
    readonly allowedValues?: unknown;
    readonly allowedValue?: unknown;
    readonly missingProperty?: unknown;
    readonly additionalProperty?: unknown;
    readonly unevaluatedProperty?: unknown;
    readonly passingSchemas?: unknown;
  };
  readonly message?: string | undefined;
  readonly data?: unknown;
}

/**
 * Classes of difference, and whether a reader that keeps to the contract breaks: it relies on what is promised, and
 * leaves aside what it does not know.
 */
export const DIFFERENCES = {
  missing: 'breaking',
  'type-changed': 'breaking',
  nullable: 'breaking',
  enum: 'breaking',
  format: 'breaking',
  constraint: 'breaking',
  extra: 'compatible',
} as const;

export interface Difference {
  readonly where: string;
  readonly code: keyof typeof DIFFERENCES;
  readonly expected: Json;
  readonly actual: Json;
  readonly detail: string;
}

const BRANCHES = new Set(['anyOf', 'oneOf']);

const typesOf = (error: SchemaError): string[] => [error.params.type].flat().map(String);

function ofType(error: SchemaError, where: string): Difference {
  const expected = typesOf(error).join(' or ');
  const actual = typeName(error.data);
  const code = actual === 'null' ? 'nullable' : 'type-changed';
  const seen = actual === 'null' ? 'null' : `${actual} ${preview(error.data)}`;
  return { where, code, expected, actual, detail: `${where} must be ${expected}, and is ${seen}.` };
}

function ofFormat(error: SchemaError, where: string): Difference {
  const expected = String(error.params.format ?? error.params.pattern);
  const actual = preview(error.data);
  return {
    where,
    code: 'format',
    expected,
    actual,
    detail: `${where} is ${actual}, not of the form ${expected}.`,
  };
}

function ofEnum(error: SchemaError, where: string): Difference {
  const expected = (error.params.allowedValues ?? [error.params.allowedValue]) as Json;
  const actual = preview(error.data);
  return {
    where,
    code: 'enum',
    expected,
    actual,
    detail: `${where} is ${actual}, not one of ${preview(expected)}.`,
  };
}

function ofPresence(where: string, code: 'missing' | 'extra'): Difference {
  const [expected, actual] = code === 'missing' ? ['present', 'absent'] : ['absent', 'present'];
  const detail = code === 'missing' ? `${where} is missing.` : `${where} is not declared.`;
  return { where, code, expected, actual, detail };
}

function ofConstraint(error: SchemaError, where: string): Difference {
  const actual = preview(error.data);
  return {
    where,
    code: 'constraint',
    expected: `${error.keyword}: ${error.message ?? ''}`,
    actual,
    detail: `${where} ${error.message ?? 'does not fit'}, and is ${actual}.`,
  };
}

function describe(error: SchemaError, root: unknown): Difference {
  const where = pathOfPointer(root, error.instancePath);
  const { missingProperty, additionalProperty, unevaluatedProperty } = error.params;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return ofPresence(where + step(String(missingProperty)), 'missing');
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return ofPresence(where + step(String(additionalProperty ?? unevaluatedProperty)), 'extra');
    case 'type':
      return ofType(error, where);
    case 'enum':
    case 'const':
      return ofEnum(error, where);
    case 'format':
    case 'pattern':
      return ofFormat(error, where);
    default:
      return ofConstraint(error, where);
  }
}

/** Replaces the errors of the branches of one anyOf or oneOf by those that say most. */
function ofBranches(inner: readonly SchemaError[], composite: SchemaError): SchemaError[] {
  // Several branches of a oneOf fit: what the others miss is beside the point.
  if (Array.isArray(composite.params.passingSchemas)) return [composite];
  const here = inner.filter((error) => error.instancePath === composite.instancePath);
  const deeper = inner.filter((error) => error.instancePath !== composite.instancePath);
  const types = here.filter((error) => error.keyword === 'type');
  if (types.length === here.length && types.length > 0 && deeper.length === 0) {
    return [{ ...composite, keyword: 'type', params: { type: [...new Set(types.flatMap(typesOf))] } }];
  }
  const telling = inner.filter(
    (error) => error.keyword !== 'type' || error.instancePath !== composite.instancePath,
  );
  return telling.length > 0 ? telling : [composite];
}

/** A validator reports what each branch says before the anyOf or oneOf that none of them fits. */
function unbranch(errors: readonly SchemaError[]): SchemaError[] {
  let kept: SchemaError[] = [];
  for (const error of errors) {
    if (error.keyword === 'contains') {
      // Why each item is none of those that are looked for is no difference by itself.
      kept = kept.filter((one) => !one.schemaPath.startsWith(`${error.schemaPath}/`));
    }
    if (!BRANCHES.has(error.keyword)) {
      // The branch of an `if` has said already what does not fit.
      if (error.keyword !== 'if' || kept.length === 0) kept.push(error);
      continue;
    }
    const inner = kept.filter((one) => isWithin(one.instancePath, error.instancePath));
    kept = kept.filter((one) => !isWithin(one.instancePath, error.instancePath));
    kept.push(...ofBranches(inner, error));
  }
  return kept;
}

const isWithin = (path: string, base: string): boolean => path === base || path.startsWith(`${base}/`);

/** The differences in the order they were found, each place and class once. */
export function differences(errors: readonly SchemaError[], root: unknown): Difference[] {
  const found = new Map<string, Difference>();
  for (const error of unbranch(errors)) {
    const difference = describe(error, root);
    const key = `${difference.code} ${difference.where}`;
    if (!found.has(key)) found.set(key, difference);
  }
  return [...found.values()];
}
