// Turns what a schema found wrong into diagnostics at the key or value that is wrong.
import type { z } from 'zod';
import { type Location, suggest } from '../errors/index.ts';
import type { DiagnosticCode } from './diagnostic-codes.ts';
import type { Report } from './diagnostics.ts';
import type { Path, YamlValue } from './read/yaml.ts';
import { descriptionAt, keysAt } from './schema-walk.ts';

type Issue = z.core.$ZodIssue;

export interface Placed {
  readonly yaml: YamlValue;
  readonly report: Report;
  /** Where in the file the parsed value stands. */
  readonly base?: Path;
  /** Keys that are known beside the schema's own, at the top. */
  readonly alsoKnown?: readonly string[];
}

interface Finding {
  readonly code: DiagnosticCode;
  readonly location: Location;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** An issue with its path in the schema and in the file, and the value that is there. */
interface Context {
  readonly issue: Issue;
  readonly schema: z.core.$ZodType;
  readonly placed: Placed;
  readonly local: Path;
  readonly at: Path;
  readonly value: unknown;
}

/** The value at a path, and whether there is one. */
function lookUp(value: unknown, path: Path): { readonly exists: boolean; readonly value: unknown } {
  let current = value;
  for (const key of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) {
      return { exists: false, value: undefined };
    }
    current = (current as Record<string | number, unknown>)[key];
  }
  return { exists: true, value: current };
}

const named = (path: Path) => (path.length === 0 ? 'The file' : `"${path.join('.')}"`);

function typeName(value: unknown): string {
  if (value === null) return 'empty';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a map';
  return typeof value === 'string' ? 'text' : `the ${typeof value} ${value}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map',
  record: 'a map',
  string: 'text',
  int: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

/** The values of which one must stand there, of an enumeration or of what tells the forms of a union apart. */
function optionsOf(issue: Issue): readonly unknown[] {
  if (issue.code === 'invalid_value') return issue.values;
  return issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)
    ? issue.options
    : [];
}

/** Whether a branch is of another type altogether: the last that was meant. */
const isOfAnotherType = (issue: Issue, value: unknown): boolean =>
  issue.path.length === 0 &&
  (issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value === 'object'));

/** The branch of a union that the author most likely meant: the one with the fewest faults. */
function likeliest(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] {
  const weight = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => {
      if (isOfAnotherType(issue, value)) return Number.MAX_SAFE_INTEGER;
      return sum + (issue.code === 'unrecognized_keys' ? issue.keys.length * 2 : 1);
    }, 0);
  return [...branches].sort((a, b) => weight(a) - weight(b))[0] ?? [];
}

function choice({ at, value, placed }: Context, options: readonly unknown[]): Finding {
  const message = `${named(at)} must be one of ${options.join(', ')}, not ${JSON.stringify(value)}.`;
  const hint = typeof value === 'string' ? suggest(value, options.map(String)) : undefined;
  return { code: 'schema', location: placed.yaml.at(at), message, hint };
}

/** A number in quotes where one may stand without. */
function quotedNumber(
  { at, value, placed }: Context,
  branches: readonly (readonly Issue[])[],
): Finding | undefined {
  if (typeof value !== 'string' || !/^-?\d+(\.\d+)?$/.test(value)) return undefined;
  const isNumber = ([one]: readonly Issue[]) =>
    one?.code === 'invalid_type' && one.path.length === 0 && ['int', 'number'].includes(one.expected);
  if (!branches.some(isNumber)) return undefined;
  const message = `${named(at)} is the text "${value}", which may be a number.`;
  return { code: 'schema', location: placed.yaml.at(at), message, hint: `Write it without quotes: ${value}` };
}

function unknownKeys({ at, local, schema, placed, value }: Context, keys: readonly string[]): Finding[] {
  const known = [...keysAt(schema, local, value), ...(local.length === 0 ? (placed.alsoKnown ?? []) : [])];
  const where = at.length === 0 ? 'here' : `in ${named(at)}`;
  return keys.map((key) => {
    const found = { code: 'unknown-key', location: placed.yaml.keyAt([...at, key]) } as const;
    if (!known.includes(key)) {
      return { ...found, message: `No key is called "${key}" ${where}.`, hint: suggest(key, known) };
    }
    const hint = typeof at.at(-1) === 'number' ? 'Give it an entry of its own in the list.' : undefined;
    return { ...found, message: `The key "${key}" ${where} can't stand beside the others.`, hint };
  });
}

const unknownIn = (branch: readonly Issue[]): readonly string[] =>
  branch.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []));

/** The keys that a branch lacks, when it has no other fault than these and unknown ones. */
function lackedBy(branch: readonly Issue[], value: unknown): string[] {
  const others = branch.filter(({ code }) => code !== 'unrecognized_keys');
  const keys = others.map(({ path }) => path.map(String));
  return keys.every((path) => path.length === 1 && !lookUp(value, path).exists) ? keys.flat() : [];
}

/** Where no key tells which branch is meant: what each of those needs that knows the most of the keys. */
function needsOneOf(context: Context, branches: readonly (readonly Issue[])[]): Finding[] | undefined {
  const { at, value, placed } = context;
  const fewest = Math.min(...branches.map((branch) => unknownIn(branch).length));
  const meant = branches.filter((branch) => unknownIn(branch).length === fewest);
  const needs = meant.map((branch) => lackedBy(branch, value).join(' and '));
  if (meant.length < 2 || needs.includes('')) return undefined;
  const message = `${named(at)} needs one of these keys: ${[...new Set(needs)].join(', ')}.`;
  return [
    ...unknownKeys(context, unknownIn(meant[0] ?? [])),
    { code: 'missing-key', location: placed.yaml.at(at), message },
  ];
}

function union(context: Context, issue: Issue & { code: 'invalid_union' }): Finding[] {
  const branches: readonly (readonly Issue[])[] = issue.errors;
  const quoted = quotedNumber(context, branches);
  if (quoted) return [quoted];
  const literals = branches.map(([one]) =>
    one?.code === 'invalid_value' && one.path.length === 0 ? one.values : [],
  );
  if (literals.every((values) => values.length > 0)) return [choice(context, literals.flat())];
  const alike = needsOneOf(context, branches);
  if (alike) return alike;
  return likeliest(branches, context.value).flatMap((inner) =>
    findings({ ...inner, path: [...context.local, ...inner.path] }, context.schema, context.placed),
  );
}

/** The finding of an issue that concerns one value which is there. */
function single({ issue, schema, placed, local, at, value }: Context): Finding {
  const { yaml } = placed;
  if (issue.code === 'invalid_key') {
    const reason = issue.issues[0]?.message ?? issue.message;
    const message = `"${at.at(-1)}" is not a valid name here: ${reason}.`;
    return { code: 'schema', location: yaml.keyAt(at), message };
  }
  // What a schema says in words of its own tells more than the type does.
  const plain = issue.code === 'invalid_type' && issue.message.startsWith('Invalid input');
  const message = plain
    ? `${named(at)} must be ${EXPECTED[issue.expected] ?? issue.expected}, not ${typeName(value)}.`
    : `${named(at)}: ${issue.message.replace(/\.$/, '')}.`;
  return { code: 'schema', location: yaml.at(at), message, hint: descriptionAt(schema, local) };
}

function findings(issue: Issue, schema: z.core.$ZodType, placed: Placed): Finding[] {
  const local = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  const at = [...(placed.base ?? []), ...local];
  const { exists, value } = lookUp(placed.yaml.value, at);
  const context: Context = { issue, schema, placed, local, at, value };
  if (issue.code === 'unrecognized_keys') return unknownKeys(context, issue.keys);
  const options = optionsOf(issue);
  if (!exists) {
    const oneOf = options.length > 0 ? [`One of ${options.join(', ')}.`] : [];
    const hint = [descriptionAt(schema, local) ?? [], oneOf].flat().join(' ') || undefined;
    return [
      { code: 'missing-key', location: placed.yaml.keyAt(at), message: `${named(at)} is missing.`, hint },
    ];
  }
  if (options.length > 0) return [choice(context, options)];
  if (issue.code === 'invalid_union') return union(context, issue);
  return [single(context)];
}

/** Parses a part of a file; undefined when something was wrong and was reported. */
export function parseWith<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  placed: Placed,
): z.output<Schema> | undefined {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    for (const { code, location, message, hint } of findings(issue, schema, placed)) {
      placed.report.add(code, location, message, hint);
    }
  }
  return undefined;
}
