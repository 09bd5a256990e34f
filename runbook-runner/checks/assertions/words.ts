// How assertions say in words what they promise; text in backticks is code.

/** A value as code, strings without quotes. */
export const code = (value: unknown): string =>
  `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

type Rule =
  | { readonly exists: boolean }
  | { readonly matches: string }
  | { readonly contains: string }
  | { readonly equals: unknown };

/** What a header, a value at a path or a text must be: `` `$.status` is `succeeded` ``. */
export function comparison(subject: string, rule: Rule): string {
  if ('exists' in rule) return `${subject} is ${rule.exists ? 'there' : 'absent'}`;
  if ('matches' in rule) return `${subject} matches ${code(rule.matches)}`;
  if ('contains' in rule) return `${subject} contains ${code(rule.contains)}`;
  return `${subject} is ${code(rule.equals)}`;
}
