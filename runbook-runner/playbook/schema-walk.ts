// Looks into a schema by path: which keys it knows there and what it says of them, for hints.
import { z } from 'zod';
import type { Path } from './read/yaml.ts';

/** The schemas that a wrapper or a union stands for. */
function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return unwrap(schema.unwrap());
  if (schema instanceof z.ZodPipe) {
    return unwrap(schema.in instanceof z.ZodTransform ? schema.out : schema.in);
  }
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(unwrap);
  return [schema];
}

function step(schema: z.core.$ZodType, key: string | number): z.core.$ZodType[] {
  if (schema instanceof z.ZodObject) {
    const next = schema.shape[String(key)];
    return next ? [next] : [];
  }
  if (schema instanceof z.ZodArray) return [schema.element];
  if (schema instanceof z.ZodRecord) return [schema.valueType];
  return [];
}

function schemasAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType[] {
  return path.reduce<z.core.$ZodType[]>(
    (schemas, key) => schemas.flatMap(unwrap).flatMap((one) => step(one, key)),
    [schema],
  );
}

/** Every key that an object may have at the path: of the branches of a union that the value names, else of all. */
export function keysAt(schema: z.core.$ZodType, path: Path, value: unknown): string[] {
  const objects = schemasAt(schema, path)
    .flatMap(unwrap)
    .filter((one) => one instanceof z.ZodObject);
  const named = objects.filter((one) => isNamed(one, value));
  return [...new Set((named.length > 0 ? named : objects).flatMap((one) => Object.keys(one.shape)))];
}

/** Whether each literal of the branch, such as its `kind`, is what stands there. */
function isNamed({ shape }: z.ZodObject, value: unknown): boolean {
  const there: Readonly<Record<string, unknown>> = { ...(value as object) };
  return Object.entries(shape).every(
    ([key, one]) => !(one instanceof z.ZodLiteral) || one.values.has(there[key] as string),
  );
}

/** What the schema says of the value at the path, in its own words. */
export function descriptionAt(schema: z.core.$ZodType, path: Path): string | undefined {
  for (const one of schemasAt(schema, path)) {
    for (const candidate of [one, ...unwrap(one)]) {
      const description = z.globalRegistry.get(candidate)?.description;
      if (description !== undefined) return description;
    }
  }
  return undefined;
}
