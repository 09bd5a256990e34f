// JSON Schemas of everything that an author writes, made from the schemas of the loader, for editors and for the pages.
import { z } from 'zod';
import type { Kinds } from '../draft.ts';
import { ActionBase, CheckBase, FaultBase } from '../schema/definitions.ts';
import { FrontMatter } from '../schema/front-matter.ts';
import { Channel, EscalationPolicy, SeverityMatrix, Team } from '../schema/people.ts';

/** The part of JSON Schema 2020-12 that the generated ones use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly $ref?: string;
}

export function jsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    override: ({ jsonSchema: made }) => {
      // A name of Zod's own, which validators warn about; the `pattern` beside it says the same.
      if (made.format === 'starts_with') delete made.format;
    },
  }) as JsonSchema;
}

/** The ways to write a kind; one whose schema is no object would have nothing to write in YAML. */
function formsOf(kind: string, schema: z.core.$ZodType): z.ZodObject[] {
  if (schema instanceof z.ZodObject) return [schema];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((one) => formsOf(kind, one));
  throw new TypeError(`the schema of the kind "${kind}" must be an object`);
}

/** A union of one schema for each kind; a registry without kinds accepts nothing. */
function anyKind(schemas: readonly z.ZodType[]): z.ZodType {
  return schemas.length === 0 ? z.never() : z.union(schemas);
}

interface OfKind {
  readonly kind: string;
  readonly schema: z.ZodType;
  readonly summary: string;
}

/** Definitions whose kind brings its own fields beside those of `base`. */
function ofKinds(base: z.ZodObject, kinds: ReadonlyMap<string, OfKind>, noun: string): z.ZodType {
  const schemas = [...kinds.values()].flatMap(({ kind, schema, summary }) =>
    formsOf(kind, schema).map((form) =>
      z
        .strictObject({ ...base.shape, kind: z.literal(kind).describe(summary), ...form.shape })
        .meta(form.meta() ?? {})
        .describe(`A ${noun} of the kind ${kind}.`),
    ),
  );
  return anyKind(schemas);
}

function actionSchema(kinds: Kinds['actions']): z.ZodType {
  const schemas = [...kinds.values()].map(({ kind, schema, summary }) =>
    z
      .strictObject({
        ...ActionBase.shape,
        kind: z.literal(kind).describe(summary),
        do: schema.describe('The change.'),
        undo: schema.optional().describe('The way back; left out when the action is irreversible.'),
      })
      .describe(`An action of the kind ${kind}.`),
  );
  return anyKind(schemas).describe('A declared change, with the way back and what verifies it.');
}

/** Every schema by the name of what it describes. */
export function authorSchemas(kinds: Kinds): ReadonlyMap<string, z.ZodType> {
  return new Map<string, z.ZodType>([
    [
      'check',
      ofKinds(CheckBase, kinds.checks, 'check').describe('A declared, read-only probe with assertions.'),
    ],
    ['action', actionSchema(kinds.actions)],
    ['fault', ofKinds(FaultBase, kinds.faults, 'fault').describe('A declared disturbance of the sandbox.')],
    ['team', Team],
    ['channel', Channel],
    ['policy', EscalationPolicy],
    ['severity', SeverityMatrix],
    ['page', FrontMatter],
  ]);
}
