// Short forms for declaring a route: bodies, answers and the errors that every route shares.
import { z } from '@hono/zod-openapi';
import type { Access } from './edge.ts';
import { SECURITY } from './route-table.ts';
import { ProblemDocument } from './schemas/answers.ts';

export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description,
  content: { 'application/json': { schema } },
});

/** A file to save. */
export const file = (description: string) => ({
  description,
  content: { 'application/octet-stream': { schema: z.string() } },
});

/** A required JSON body. */
export const body = <Schema extends z.ZodType>(schema: Schema) => ({
  required: true,
  content: { 'application/json': { schema } },
});

/** Media type as a plain string: by its name the typed handler would take the stream for one JSON value. */
const NDJSON: string = 'application/x-ndjson';

export const lines = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  description: `${description} One JSON value a line, as it happens.`,
  content: { [NDJSON]: { schema } },
});

/** RFC 9457, for every status that isn't a success. */
export const problems = {
  default: {
    description: 'A problem; `code` is from the table of error codes.',
    content: { 'application/problem+json': { schema: ProblemDocument } },
  },
};

/** Who may ask; checked by the token gate, which reads the same declaration. */
export const access = (who: Access) => ({ security: SECURITY[who].map((one) => ({ ...one })) });

/** What the description of a route that changes something says. */
export const KEYED =
  'Needs the header `Idempotency-Key`; a repeat with the same key returns the first outcome.';
