// A declared HTTP request: what checks and actions share of it, and how it becomes a real one.
import { z } from 'zod';
import { PlaybookError } from '../../errors/index.ts';
import type { ParameterValues } from '../parameters.ts';
import { fillPath, fillText, slotsIn } from './slots.ts';

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

const HeaderName = z
  .string()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]+$/, 'a header name is written in lower case')
  .refine((name) => !RESERVED.has(name), { error: 'this header is set by the program or by `auth`' })
  .describe('Name in lower case.');

export const requestFields = {
  path: PathTemplate,
  query: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe('Query parameters by name; text may have {slots}.'),
  headers: z
    .record(
      HeaderName,
      z.string().regex(/^[\t\u0020-\u007e\u00a0-\u00ff]*$/, 'a header value is one line of Latin-1'),
    )
    .default({})
    .describe('Header fields by name; values may have {slots}.'),
  auth: z.string().optional().describe('Name of an auth method of the integration.'),
};

interface Declared {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | boolean>>;
  readonly headers: Readonly<Record<string, string>>;
}

export interface BuiltRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
}

/** Names of the slots that a request uses, body apart. */
export function slotsOf(request: Declared): string[] {
  const texts = [
    request.path,
    ...Object.values(request.headers),
    ...Object.values(request.query).map(String),
  ];
  return texts.flatMap(slotsIn);
}

function header(name: string, template: string, values: ParameterValues): readonly [string, string] {
  const value = fillText(template, values);
  if (/^[\t\u0020-\u007e\u00a0-\u00ff]*$/.test(value)) return [name, value];
  throw new PlaybookError(
    'invalid_parameter',
    `A parameter holds characters that the header ${name} cannot carry.`,
  );
}

/**
 * The request as it will be sent; the host always is the base URL's, and the path keeps its segments.
 * Throws `invalid_parameter` when a value would change either.
 */
export function buildRequest(declared: Declared, values: ParameterValues, baseUrl: string): BuiltRequest {
  const base = new URL(baseUrl);
  const path = base.pathname.replace(/\/$/, '') + fillPath(declared.path, values);
  const url = new URL(base.origin + path);
  if (url.origin !== base.origin || url.pathname !== path) {
    throw new PlaybookError('invalid_parameter', 'A parameter would change the address of the request.', {
      hint: `The declared path is ${declared.path}.`,
    });
  }
  for (const [name, value] of Object.entries(declared.query)) {
    url.searchParams.append(name, typeof value === 'string' ? fillText(value, values) : String(value));
  }
  const headers = Object.entries(declared.headers).map(([name, value]) => header(name, value, values));
  return { method: declared.method, url: url.href, headers };
}
