// Reads what stands now: a JSON document of the target, without which no change can be planned.
import { jsonBody, whyNoJson } from '../../checks/assertions/json-body.ts';
import type { CheckPorts } from '../../checks/kind.ts';
import { buildRequest } from '../../checks/request/build.ts';
import { authorize, send } from '../../checks/request/send.ts';
import type { HttpResponse } from '../../ports/http.ts';
import type { Problem } from '../../ports/result.ts';
import type { ActionInput } from '../kind.ts';

export interface Reading {
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly auth?: string | undefined;
}

export type Answer =
  | { readonly ok: true; readonly response: HttpResponse; readonly url: string }
  | { readonly ok: false; readonly problem: Problem };

export type Document =
  | { readonly ok: true; readonly value: unknown; readonly response: HttpResponse }
  | { readonly ok: false; readonly problem: Problem };

/** The target answered, and not in the form from which a change can be planned. */
export const untold = (
  message: string,
  hint?: string,
): { readonly ok: false; readonly problem: Problem } => ({
  ok: false,
  problem: { class: 'malformed-response', outcome: 'error', message, hint },
});

/** Why it is not known what holds now. A run that was given up sends nothing more; a new look tells. */
export const whyUnread = ({ message }: Problem, { signal }: Pick<ActionInput<unknown>, 'signal'>): string =>
  signal.aborted ? 'The run was given up before. A dry run of the action tells it.' : message;

const MOST_LETTERS = 300;

/** What an answer says of its status, as problem details (RFC 9457 §3.1.4); undefined when it says nothing. */
function detailOf(bytes: Uint8Array): string | undefined {
  const body = jsonBody(bytes);
  const { detail } = (body.ok ? (body.value ?? {}) : {}) as { detail?: unknown };
  return typeof detail === 'string' ? detail.slice(0, MOST_LETTERS) : undefined;
}

/** The answer to a GET, which must have the status 200. */
export async function get(
  { path, query = {}, auth }: Reading,
  input: ActionInput<unknown>,
  ports: CheckPorts,
): Promise<Answer> {
  const declared = { method: 'GET', path, query, headers: {} };
  const request = buildRequest(declared, input.parameters, input.target.baseUrl);
  const authorized = await authorize(auth, input, ports);
  if (!authorized.ok) return authorized;
  const { outcome } = await send({ request, granted: authorized.grant }, input, ports);
  if (!outcome.ok) return { ok: false, problem: { ...outcome.problem, outcome: 'error' } };
  const { status } = outcome.response;
  if (status !== 200) {
    const why = detailOf(outcome.response.body);
    const message = `GET ${request.url} answered ${status}, not 200.${why === undefined ? '' : ` It says: ${why}`}`;
    const problem = {
      class: 'unexpected-status',
      outcome: 'error',
      phase: 'first-byte',
      status,
      message,
    } as const;
    return { ok: false, problem };
  }
  return { ok: true, response: outcome.response, url: request.url };
}

export async function getJson(
  reading: Reading,
  input: ActionInput<unknown>,
  ports: CheckPorts,
): Promise<Document> {
  const answer = await get(reading, input, ports);
  if (!answer.ok) return answer;
  const { response, url } = answer;
  const body = jsonBody(response.body);
  if (body.ok) return { ok: true, value: body.value, response };
  return untold(`GET ${url} is no JSON. ${whyNoJson(body, response.headers)}`);
}
