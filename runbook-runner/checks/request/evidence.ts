// Turns an exchange into evidence: headers without credentials, the body as text that is cut at a bound.
import type { HttpOutcome, HttpResponse } from '../../ports/http.ts';
import type { Exchange, Phases, Problem } from '../../ports/result.ts';
import { textOf } from '../assertions/body-text.ts';
import type { BuiltRequest } from './build.ts';

/** Bytes of a body that a record keeps. */
const KEPT_BYTES = 65_536;

const REDACTED = '[redacted]';

type Fields = readonly (readonly [string, string])[];

const pairs = (fields: Fields): [string, string][] => fields.map(([name, value]) => [name, value]);

export const problemOf = (outcome: HttpOutcome): Problem | undefined =>
  outcome.ok ? undefined : outcome.problem;
export const phasesOf = (outcome: HttpOutcome): Phases =>
  outcome.ok ? outcome.response.phases : outcome.phases;
export const responseOf = (outcome: HttpOutcome): HttpResponse | undefined =>
  outcome.ok ? outcome.response : undefined;

/** `granted` are the headers of the credential: their names are shown, their values never. */
export function toExchange(
  request: BuiltRequest,
  granted: Fields,
  response?: HttpResponse,
  body?: string,
): Exchange {
  const secret: [string, string][] = granted.map(([name]) => [name, REDACTED]);
  const sent = {
    method: request.method,
    url: request.url,
    headers: [...pairs(request.headers), ...secret],
    ...(body === undefined ? {} : { body: body.slice(0, KEPT_BYTES) }),
  };
  if (!response) return { request: sent };
  const bodyBytes = response.body.byteLength;
  return {
    request: sent,
    response: {
      status: response.status,
      headers: pairs(response.headers),
      body: textOf(response.body.subarray(0, KEPT_BYTES), response.headers),
      bodyBytes,
      truncated: bodyBytes > KEPT_BYTES,
    },
  };
}
