// Sends the one request of a change, once, and says what became of it.
import { evaluateStatus, type StatusExpectation, statusFits } from '../../checks/assertions/status.ts';
import type { CheckPorts } from '../../checks/kind.ts';
import type { BuiltRequest } from '../../checks/request/build.ts';
import { toExchange } from '../../checks/request/evidence.ts';
import { authorize, send } from '../../checks/request/send.ts';
import type { HttpOutcome, HttpResponse } from '../../ports/http.ts';
import type { Exchange, Problem } from '../../ports/result.ts';
import type { ActionInput, ActionOutcome } from '../kind.ts';

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

/** A gateway's word that it does not know what became of the request (RFC 9110 §15.6.3, §15.6.5). */
const GATEWAY = new Set([502, 504]);

function judge(expected: StatusExpectation, outcome: HttpOutcome, exchange: Exchange): ActionOutcome {
  if (!outcome.ok) {
    const { problem } = outcome;
    return BEFORE_SENDING.has(problem.phase) ? { status: 'error', problem } : { status: 'unknown', problem };
  }
  const { status } = outcome.response;
  if (statusFits(expected, status)) return { status: 'done', exchange };
  if (!GATEWAY.has(status)) return { status: 'refused', exchange };
  const { title, detail } = evaluateStatus(expected, status);
  const message = `A gateway lost the answer: ${title}. ${detail ?? ''}`.trim();
  const problem: Problem = { class: 'malformed-response', outcome: 'fail', phase: 'first-byte', message };
  return { status: 'unknown', problem };
}

/** The request with its idempotency key, and the type of its body. */
export function keyed(built: BuiltRequest, key: string, body: string | undefined, type: string) {
  const declared = built.headers.some(([name]) => name === 'content-type');
  const own: [string, string][] = [['idempotency-key', key]];
  if (body !== undefined && !declared) own.push(['content-type', type]);
  return { ...built, headers: [...built.headers, ...own] };
}

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
