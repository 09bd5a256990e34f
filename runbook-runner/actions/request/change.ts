// Sends the one request of a change, once, and says what became of it.
import { evaluateStatus, statusFits } from '../../checks/assertions/status.ts';
import type { StatusExpectation } from '../../checks/assertions/status-schema.ts';
import type { CheckPorts } from '../../checks/kind.ts';
import { type BuiltRequest, buildRequest } from '../../checks/request/build.ts';
import { toExchange } from '../../checks/request/evidence.ts';
import { authorize, send } from '../../checks/request/send.ts';
import type { HttpOutcome, HttpResponse } from '../../ports/http.ts';
import type { Exchange, Problem } from '../../ports/result.ts';
import type { ActionInput, ActionOutcome, ActionPlan } from '../kind.ts';

/** A change in the words of its kind; its body has no slots left. */
export interface DeclaredChange {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Media type of the body, where the headers name none. */
  readonly type?: string;
  readonly auth?: string | undefined;
  readonly status?: StatusExpectation;
}

export interface ChangeRequest {
  readonly request: BuiltRequest;
  readonly body: string | undefined;
  readonly auth: string | undefined;
  /** What the answer must be for the change to count as made. */
  readonly status: StatusExpectation;
}

export interface Changed {
  readonly outcome: ActionOutcome;
  readonly response: HttpResponse | undefined;
}

/** Phases in which nothing of the request has left this machine. */
const BEFORE_SENDING = new Set<Problem['phase']>(['dns', 'proxy', 'tcp', 'tls', 'request', 'credential']);

/** Methods and versions that a server does not speak, and networks that want a login first (RFC 6585 §6): it was not tried. */
const NEVER_TRIED = new Set([307, 308, 501, 505, 511]);

/**
 * Whether an answer says that the change was not made. A 4xx refuses it; 408 says of a request that was sent whole that it
 * was not, which is what a proxy that lost patience says. Any other status leaves it open: a 5xx may have come halfway,
 * a 303 and what passes for it show a result, a 2xx that was not agreed did something (RFC 9110 §15).
 */
const saysNotDone = (status: number): boolean =>
  NEVER_TRIED.has(status) || (status >= 400 && status < 500 && status !== 408);

function judge(expected: StatusExpectation, outcome: HttpOutcome, exchange: Exchange): ActionOutcome {
  if (!outcome.ok) {
    const { problem } = outcome;
    return BEFORE_SENDING.has(problem.phase) ? { status: 'error', problem } : { status: 'unknown', problem };
  }
  const { status } = outcome.response;
  if (statusFits(expected, status)) return { status: 'done', exchange };
  if (saysNotDone(status)) return { status: 'refused', exchange };
  const { title, detail } = evaluateStatus(expected, status);
  const message = `The answer does not say whether it was done: ${title}. ${detail ?? ''}`.trim();
  const hint = 'Look whether it holds before you make it again or take it back.';
  const base = { class: 'unexpected-status', outcome: 'fail', phase: 'first-byte' } as const;
  return { status: 'unknown', exchange, problem: { ...base, status, message, hint } };
}

/** The request as it is sent: with the key of the run that makes it, and the type of its body. */
export function changeRequest(
  { method, path, query = {}, headers = {}, body: value, type, auth, status = '2xx' }: DeclaredChange,
  { parameters, target, idempotencyKey }: ActionInput<unknown>,
): ChangeRequest {
  const built = buildRequest({ method, path, query, headers }, parameters, target.baseUrl);
  const body = value === undefined ? undefined : JSON.stringify(value);
  const typed = built.headers.some(([name]) => name === 'content-type');
  const own: [string, string][] = [['idempotency-key', idempotencyKey]];
  if (body !== undefined && !typed) own.push(['content-type', type ?? 'application/json']);
  return { request: { ...built, headers: [...built.headers, ...own] }, body, auth, status };
}

/** The request of a plan, as it would be sent now. */
export const toBeSent = ({ request, body }: ChangeRequest): Pick<ActionPlan, 'request' | 'body'> => ({
  ...{ request: toExchange(request, []).request, body: body ?? null },
});

export async function sendChange(
  { request, body, auth, status }: ChangeRequest,
  input: ActionInput<unknown>,
  ports: CheckPorts,
): Promise<Changed> {
  const end = ports.clock.monotonicMs() + input.deadlineMs;
  // A token of its own: a kept one that has ended would look like a refusal of the change.
  const authorized = await authorize(auth, input, ports, true);
  if (!authorized.ok) {
    return { outcome: { status: 'error', problem: authorized.problem }, response: undefined };
  }
  const deadlineMs = Math.max(1, end - ports.clock.monotonicMs());
  const what = { request, granted: authorized.grant, body, fresh: true };
  const { outcome, granted } = await send(what, { ...input, deadlineMs }, ports);
  const response = outcome.ok ? outcome.response : undefined;
  return { outcome: judge(status, outcome, toExchange(request, granted, response)), response };
}
