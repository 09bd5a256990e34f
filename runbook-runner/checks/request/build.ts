// A declared HTTP request: what checks and actions share of it, and how it becomes a real one.
import { PlaybookError } from '../../errors/index.ts';
import { slotsIn } from '../assertions/slots.ts';
import type { ParameterValues } from '../parameters.ts';
import { fillPath, fillText } from './slots.ts';

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
