// Owns Lumenpay's dated versions: a request names one in Lumenpay-Version, or gets the one that its client is pinned to.
// A version changes the shape of answers alone; requests are the same in each.
import type { Context, MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';
import type { Charge } from '../test-data/charges.ts';

/** The version that every client of the sandbox is pinned to. */
const PINNED = '2026-03-01';

interface Version {
  readonly shape: (charge: Charge) => unknown;
  /** What it announces of its end; nothing while it is the newest. */
  readonly end?: { readonly deprecation: string; readonly sunset: string };
}

/** Before 2026-03-01 a charge named its unit in the field, and had no notes of the merchant. */
function asOf2025({ amount, customer, metadata: _, ...rest }: Charge) {
  return { ...rest, amount_minor: amount, customer_id: customer };
}

/** Each is deprecated (RFC 9745) when the next comes, and supported for five years from its date on (RFC 8594). */
const VERSIONS: Readonly<Record<string, Version>> = {
  [PINNED]: { shape: (charge) => charge },
  '2025-06-01': {
    shape: asOf2025,
    end: { deprecation: '@1772323200', sunset: 'Sat, 01 Jun 2030 00:00:00 GMT' },
  },
};

const isList = (body: unknown): body is { readonly data: readonly Charge[] } =>
  typeof body === 'object' && body !== null && 'data' in body && Array.isArray(body.data);

const shaped = (body: Charge, { shape }: Version): unknown =>
  isList(body) ? { ...(body as object), data: body.data.map(shape) } : shape(body);

/** The version that is asked for. */
export const versionOf = (context: Context): string => context.req.header('lumenpay-version') ?? PINNED;

/** Answers in the version that is asked for. */
export function inVersion(): MiddlewareHandler {
  return async (context, next) => {
    const name = versionOf(context);
    const version = Object.hasOwn(VERSIONS, name) ? VERSIONS[name] : undefined;
    context.header('vary', 'Lumenpay-Version');
    if (version === undefined) {
      const detail = `Known versions: ${Object.keys(VERSIONS).join(', ')}.`;
      return problem(context, { status: 400, code: 'version-unknown', title: 'Version unknown', detail });
    }
    context.header('lumenpay-version', name);
    if (version.end) {
      context.header('deprecation', version.end.deprecation);
      context.header('sunset', version.end.sunset);
      context.header(
        'link',
        '<https://docs.lumenpay.example/versions>; rel="deprecation", </openapi.yaml>; rel="successor-version"',
      );
    }
    return next();
  };
}

/** Gives charges the shape of the version that is asked for. */
export function chargesInVersion(): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const version = VERSIONS[versionOf(context)];
    if (version?.end === undefined || !context.res.ok) return;
    const body = (await context.res.json()) as Charge;
    context.res = new Response(JSON.stringify(shaped(body, version)), context.res);
  };
}
