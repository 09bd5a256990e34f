// The fields of a declared HTTP request that checks and actions share.
import { z } from 'zod';
import { HeaderName } from '../assertions/headers-schema.ts';
import { slotsIn } from '../assertions/slots.ts';
import type { ParameterValues } from '../parameters.ts';
import { fillText } from './slots.ts';

/** Headers that the program sets itself, or that would carry a secret which belongs to `auth`. */
const RESERVED = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'te',
  'upgrade',
  'expect',
  'accept-encoding',
  'traceparent',
  'idempotency-key',
]);

const everySlot = (template: string): ParameterValues =>
  Object.fromEntries(slotsIn(template).map((name) => [name, name]));

const PathTemplate = z
  .string()
  .regex(
    /^\/(?!\/)[\w\-.~!$&'()*+,;=:@%/{}]*$/,
    'a path starts with one / and has no query, fragment or space',
  )
  .refine((path) => !path.split('/').some((part) => part === '.' || part === '..'), {
    error: 'a path has no dot segments',
  })
  .refine((path) => !/[{}]/.test(fillText(path, everySlot(path))), {
    error: 'a brace stands for a slot only: {name}',
  })
  .describe('Path with {slots} for parameters: /v1/charges/{charge}.');

const OwnHeaderName = HeaderName.refine((name) => !RESERVED.has(name), {
  error: 'this header is set by the program or by `auth`',
}).describe('Name in lower case.');

export const requestFields = {
  path: PathTemplate,
  query: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Query parameters by name; text may have {slots}.'),
  headers: z
    .record(
      OwnHeaderName,
      z.string().regex(/^[\t\u0020-\u007e\u00a0-\u00ff]*$/, 'a header value is one line of Latin-1'),
    )
    .default({})
    .describe('Header fields by name; values may have {slots}.'),
  auth: z.string().optional().describe('Name of an auth method of the integration.'),
};
