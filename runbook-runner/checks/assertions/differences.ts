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
  /** The name that is looked at, and not its value. */
  readonly propertyName?: string | undefined;
  /** The schema that the keyword stands in, as it stands in its document. */
  readonly parentSchema?: Readonly<Record<string, unknown>> | undefined;
  /** The innermost branch of an anyOf or a oneOf that the value is held to, and the place where it was chosen. */
  readonly branch?: { readonly name: string; readonly instancePath: string };
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

/** Whole numbers are numbers here. */
const kindOf = (value: unknown): string => (typeof value === 'number' ? 'number' : typeName(value));

function ofEnum(error: SchemaError, where: string): Difference {
  const allowed = [error.params.allowedValues ?? [error.params.allowedValue]].flat();
  const expected = allowed as Json;
  const actual = preview(error.data);
  // A new value is of a type that a reader knows there.
  const isNew = allowed.some((one) => kindOf(one) === kindOf(error.data));
  const other = error.data === null ? 'nullable' : 'type-changed';
  return {
    where,
    code: isNew ? 'enum' : other,
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
  const { propertyName } = error;
  const holder = pathOfPointer(root, error.instancePath);
  const where = propertyName === undefined ? holder : holder + step(propertyName);
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

/** What an `if` leads to, and what a name misses, has said already what does not fit. */
const told = (errors: readonly SchemaError[]): readonly SchemaError[] =>
  errors.length > 1 ? errors.filter(({ keyword }) => !['if', 'propertyNames'].includes(keyword)) : errors;

/** The branch, where it was chosen among several, for whoever misses another one. */
function chosen({ branch }: SchemaError, root: unknown): string {
  if (!branch) return '';
  return ` Of what may stand at ${pathOfPointer(root, branch.instancePath)}, ${branch.name} fits best.`;
}

/** The differences in the order they were found, each place and class once. */
export function differences(errors: readonly SchemaError[], root: unknown): Difference[] {
  const found = new Map<string, Difference>();
  for (const error of told(errors)) {
    const { detail, ...difference } = describe(error, root);
    const key = `${difference.code} ${difference.where}`;
    const named = error.propertyName === undefined ? '' : 'As a name, ';
    if (!found.has(key)) found.set(key, { ...difference, detail: named + detail + chosen(error, root) });
  }
  return [...found.values()];
}
