import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { actionKinds } from '../../runbook-runner/actions/registry.ts';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { ActionBase, CheckBase } from '../../runbook-runner/playbook/schema/definitions.ts';

interface Example {
  readonly kind: string;
  readonly parameters?: object;
  readonly do?: unknown;
  readonly undo?: unknown;
}

/** Every field of a JSON Schema that says nothing of itself, by its path. */
function undescribed(schema: unknown, path = ''): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const fields: object = Reflect.get(schema, 'properties') ?? {};
  const silent = Object.entries(fields).flatMap(([name, field]) => [
    ...(field.description === undefined ? [`${path}.${name}`] : []),
    ...undescribed(field, `${path}.${name}`),
  ]);
  const inner = ['anyOf', 'oneOf', 'items', 'additionalProperties'].flatMap((key) =>
    [Reflect.get(schema, key)].flat(),
  );
  return [...silent, ...inner.flatMap((one) => undescribed(one, path))];
}

const jsonSchema = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });

describe.each([...checkKinds])('check kind %s', (name, kind) => {
  const example: Example = parse(kind.example);
  const base = new Set(Object.keys(CheckBase.shape));
  const own = Object.fromEntries(Object.entries(example).filter(([field]) => !base.has(field)));

  test('is registered by its own name, and says what it is', () => {
    expect(kind.kind).toBe(name);
    expect(kind.title).not.toBe('');
    expect(kind.summary).toMatch(/\.$/);
  });

  test('its example is a complete and valid definition', () => {
    expect(example.kind).toBe(name);
    CheckBase.parse(Object.fromEntries(Object.entries(example).filter(([field]) => base.has(field))));
    const definition = kind.schema.parse(own);
    const { parameters = [] } = kind.references(definition);
    expect(Object.keys(example.parameters ?? {})).toEqual(parameters);
  });

  test('it says in words what its example asks and promises', () => {
    const { asks, promises } = kind.describe(kind.schema.parse(own));
    expect(promises).not.toEqual([]);
    for (const words of [asks, ...promises]) expect(words).toMatch(/^(?!.*(undefined|\[object)).+[^.]$/);
  });

  test('a field that it does not know is refused', () => {
    expect(kind.schema.safeParse({ ...own, unheard: 1 }).success).toBe(false);
    expect(
      kind.schema.safeParse(JSON.parse(`{"__proto__": {}, "expect": {"__proto__": {"status": 1}}}`)).success,
    ).toBe(false);
  });

  test('every field describes itself', () => {
    expect(undescribed(jsonSchema(kind.schema))).toEqual([]);
  });
});

describe.each([...actionKinds])('action kind %s', (name, kind) => {
  const examples: Example[] = [kind.example, ...(kind.furtherExamples ?? [])].map((text) => parse(text));

  test.each(examples)('its example is a complete and valid definition: $title', (example) => {
    expect(example.kind).toBe(name);
    const { do: operation, undo, ...rest } = example;
    const { parameters, irreversible, expires, preconditions } = ActionBase.parse(rest);
    const done = kind.schema.parse(operation);
    const operations = undo === undefined ? [done] : [done, kind.schema.parse(undo)];
    const slots = operations.flatMap((one) => kind.references(one).parameters ?? []);
    expect(new Set(slots)).toEqual(new Set(Object.keys(parameters)));
    // Declared, known to the kind, or none: exactly one of the three.
    const ways = [undo !== undefined, kind.back?.(done) !== undefined, irreversible];
    expect(ways.filter(Boolean)).toHaveLength(1);
    if (kind.temporary) expect(expires).toBeDefined();
    if (kind.guarded) expect(preconditions).not.toEqual([]);
  });

  test('every field describes itself', () => {
    expect(undescribed(jsonSchema(kind.schema))).toEqual([]);
  });
});
