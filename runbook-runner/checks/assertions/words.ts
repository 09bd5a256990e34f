// How assertions say in words what they promise; text in backticks is code.

/** A value as code, strings without quotes. */
export const code = (value: unknown): string =>
  `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

type Rule =
  | { readonly exists: boolean }
  | { readonly matches: string }
  | { readonly contains: string }
  | { readonly lacks: string }
  | { readonly oneOf: readonly unknown[] }
  | { readonly type: string }
  | { readonly range: Bounds }
  | { readonly count: number | Bounds }
  | { readonly differs: unknown }
  | { readonly equals: unknown };

export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

/** `1 to 20`, `at least 1`, `at most 20`. */
export function boundsWords({ min, max }: Bounds): string {
  if (min === undefined) return max === undefined ? 'any number' : `at most ${max}`;
  return max === undefined ? `at least ${min}` : `${min} to ${max}`;
}

export const countWords = (count: number | Bounds): string =>
  typeof count === 'number' ? String(count) : boundsWords(count);

/** What a header, a value at a path or a text must be: `` `$.status` is `succeeded` ``. */
export function comparison(subject: string, rule: Rule): string {
  if ('exists' in rule) return `${subject} is ${rule.exists ? 'there' : 'absent'}`;
  if ('matches' in rule) return `${subject} matches ${code(rule.matches)}`;
  if ('contains' in rule) return `${subject} contains ${code(rule.contains)}`;
  if ('lacks' in rule) return `${subject} does not contain ${code(rule.lacks)}`;
  if ('oneOf' in rule) return `${subject} is ${rule.oneOf.map(code).join(' or ')}`;
  if ('type' in rule) return `${subject} is of type ${rule.type}`;
  if ('range' in rule) return `${subject} is ${boundsWords(rule.range)}`;
  if ('count' in rule) return `${subject} selects ${countWords(rule.count)}`;
  if ('differs' in rule) return `${subject} is not ${code(rule.differs)}`;
  return `${subject} is ${code(rule.equals)}`;
}
