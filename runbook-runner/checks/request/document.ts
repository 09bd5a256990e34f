// Fetches a document that tells of something else: a status page, a contract, metrics, records of changes.
// Without it nobody can tell, so whatever stands in the way is an error and never a broken promise.
import type { HttpResponse } from '../../ports/http.ts';
import type { AssertionResult, KindOutcome, Problem } from '../../ports/result.ts';
import { counted } from '../../ports/spoken.ts';
import { headerValue } from '../assertions/headers.ts';
import { jsonBody } from '../assertions/json-body.ts';
import { saidIn } from '../assertions/refusal.ts';
import { type Claim, kept, unknown } from '../assertions/result.ts';
import type { CheckInput, CheckPorts } from '../kind.ts';
import { buildRequest } from './build.ts';
import { phasesOf, responseOf, toExchange } from './evidence.ts';
import { openSession } from './session.ts';

export interface DocumentRequest {
  /** What it is, in words that begin a sentence: "The status page". */
  readonly name: string;
  readonly path: string;
  /** Sent as it is: no slot is filled. */
  readonly query?: Readonly<Record<string, string>>;
  readonly auth?: string | undefined;
  readonly accept: string;
  /** 1 MiB unless said otherwise. */
  readonly maxBodyBytes?: number;
}

type Seen = Pick<KindOutcome, 'phases' | 'exchange'>;

export type Fetched =
  | {
      readonly ok: true;
      readonly response: HttpResponse;
      readonly read: AssertionResult;
      readonly seen: Seen;
    }
  | { readonly ok: false; readonly outcome: KindOutcome };

const claimOf = (name: string): Claim => ({
  assertion: 'document',
  title: `${name} can be read`,
  expected: 'a document',
});

/** The outcome of a document that could not be understood. */
export function unreadable(name: string, detail: string, seen: Seen): KindOutcome {
  return { assertions: [unknown(claimOf(name), detail)], ...seen };
}

function untold(name: string, problem: Problem): KindOutcome {
  return { assertions: [unknown(claimOf(name), problem.message)], problem: { ...problem, outcome: 'error' } };
}

/** Why a status is no document, or undefined for 200. */
function refusal({ status, headers, body }: HttpResponse): string | undefined {
  if (status === 200) return undefined;
  const to = headerValue(headers, 'location');
  if (status < 300 || status > 399 || to === undefined) {
    const said = saidIn(body);
    return `The answer has the status ${status}, not 200.${said === '' ? '' : ` It says: ${said}`}`;
  }
  return `It redirects to ${to.slice(0, 200)}. Name that address as the origin, if it is the right one.`;
}

/** The outcome as it is, each of its assertions told to whoever watches. */
export function told(input: CheckInput<unknown>, outcome: KindOutcome): KindOutcome {
  for (const assertion of outcome.assertions) input.progress({ event: 'assertion', assertion });
  return outcome;
}

/** Fetches documents one after the other within the deadline of the run. */
export function documentReader(
  input: CheckInput<unknown>,
  ports: CheckPorts,
): (request: DocumentRequest) => Promise<Fetched> {
  const end = ports.clock.monotonicMs() + input.deadlineMs;
  return async ({ name, path, query = {}, auth, accept, maxBodyBytes }) => {
    const declared = { method: 'GET', path, query: {}, headers: { accept } };
    const built = buildRequest(declared, input.parameters, input.target.baseUrl);
    const url = new URL(built.url);
    for (const [key, value] of Object.entries(query)) url.searchParams.append(key, value);
    const deadlineMs = Math.max(1, end - ports.clock.monotonicMs());
    const opened = await openSession({ ...input, deadlineMs }, auth, ports, maxBodyBytes);
    if (!opened.ok) return { ok: false, outcome: untold(name, opened.problem) };
    const request = { ...built, url: url.href };
    const sent = await opened.session.exchange(request, { redirects: 0, fresh: false });
    const exchange = toExchange(sent.request, sent.granted, responseOf(sent.outcome));
    const seen = { phases: phasesOf(sent.outcome), exchange };
    if (!sent.outcome.ok) return { ok: false, outcome: { ...untold(name, sent.outcome.problem), ...seen } };
    const refused = refusal(sent.outcome.response);
    if (refused) return { ok: false, outcome: unreadable(name, refused, seen) };
    const read = kept(claimOf(name), counted(sent.outcome.response.body.byteLength, 'byte'));
    return { ok: true, response: sent.outcome.response, read, seen };
  };
}

/** The JSON value of a fetched document, or why it is none. */
export function jsonOf(
  name: string,
  fetched: Extract<Fetched, { ok: true }>,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly outcome: KindOutcome } {
  const body = jsonBody(fetched.response.body);
  if (body.ok) return body;
  const type = headerValue(fetched.response.headers, 'content-type') ?? 'no content-type';
  return {
    ok: false,
    outcome: unreadable(name, `${body.detail} It was sent as ${type.slice(0, 80)}.`, fetched.seen),
  };
}
