// The examples of a check kind, as its own schema reads them.
import { parse } from 'yaml';
import type { CheckKind } from '../../checks/kind.ts';
import { CheckBase } from '../schema/definitions.ts';

export const examplesOf = ({ example, furtherExamples = [] }: CheckKind): readonly string[] => [
  example,
  ...furtherExamples,
];

/** The fields of an example that belong to its kind alone, as they were written. */
export function ownFieldsIn(example: string): object {
  const fields = Object.entries(parse(example) as object);
  return Object.fromEntries(fields.filter(([name]) => !(name in CheckBase.shape)));
}

export const definitionIn = (kind: CheckKind, example: string): unknown =>
  kind.schema.parse(ownFieldsIn(example));

/** Names of the assertions that an example makes. */
export const madeBy = (kind: CheckKind, example: string): readonly string[] =>
  kind.assertions?.(definitionIn(kind, example)) ?? [];
