// The action kind `http`: one request that changes something, planned in full before it is sent, and sent once.
import { z } from 'zod';
import { evaluateStatus, StatusExpectation, statusFits } from '../checks/assertions/status.ts';
import type { CheckPorts } from '../checks/kind.ts';
import { type BuiltRequest, buildRequest, requestFields, slotsOf } from '../checks/request/build.ts';
import { toExchange } from '../checks/request/evidence.ts';
import { authorize, send } from '../checks/request/send.ts';
import { fillJson, slotsInJson } from '../checks/request/slots.ts';
import type { HttpOutcome } from '../ports/http.ts';
import type { Exchange, Problem } from '../ports/result.ts';
import type { ActionInput, ActionKind, ActionOutcome, ActionPlan } from './kind.ts';

const HttpOperation = z.strictObject({
  request: z
    .strictObject({
      method: z.enum(['POST', 'PUT', 'PATCH', 'DELETE']).describe('How it is changed.'),
      ...requestFields,
      body: z.json().optional().describe('JSON to send; a text that is one {slot} becomes the value.'),
    })
    .describe('The request that makes the change.'),
  expect: z
    .strictObject({ status: StatusExpectation.default('2xx') })
    .prefault({})
    .describe('What the answer must be for the change to count as made.'),
});
type HttpOperation = z.output<typeof HttpOperation>;
type Input = ActionInput<HttpOperation>;

interface Prepared {
  readonly request: BuiltRequest;
  readonly body: string | undefined;
}

function prepare(input: Input): Prepared {
  const { request } = input.operation;
  const built = buildRequest(request, input.parameters, input.target.baseUrl);
  const body =
    request.body === undefined ? undefined : JSON.stringify(fillJson(request.body, input.parameters));
  const own: [string, string][] = [['idempotency-key', input.idempotencyKey]];
  if (body !== undefined && request.headers['content-type'] === undefined) {
    own.push(['content-type', 'application/json']);
  }
  return { request: { ...built, headers: [...built.headers, ...own] }, body };
}

function plan(input: Input): ActionPlan {
  const { request, body } = prepare(input);
  const { auth } = input.operation.request;
  const as = auth === undefined ? '' : ` as ${auth}`;
  const what = body === undefined ? '' : ` with ${body}`;
  return {
    summary: `${request.method} ${request.url}${what}${as}`,
    request: toExchange(request, []).request,
    body: body ?? null,
  };
}

/** Phases in which nothing of the request has left this machine. */
const BEFORE_SENDING = new Set<Problem['phase']>(['dns', 'proxy', 'tcp', 'tls', 'request', 'credential']);

/** A gateway's word that it does not know what became of the request (RFC 9110 §15.6.3, §15.6.5). */
const GATEWAY = new Set([502, 504]);

function judge(input: Input, outcome: HttpOutcome, exchange: Exchange): ActionOutcome {
  if (!outcome.ok) {
    const { problem } = outcome;
    return BEFORE_SENDING.has(problem.phase) ? { status: 'error', problem } : { status: 'unknown', problem };
  }
  const { status } = outcome.response;
  const expected = input.operation.expect.status;
  if (statusFits(expected, status)) return { status: 'done', exchange };
  if (!GATEWAY.has(status)) return { status: 'refused', exchange };
  const { title, detail } = evaluateStatus(expected, status);
  const message = `A gateway lost the answer: ${title}. ${detail ?? ''}`.trim();
  const problem: Problem = { class: 'malformed-response', outcome: 'fail', phase: 'first-byte', message };
  return { status: 'unknown', problem };
}

async function run(input: Input, ports: CheckPorts): Promise<ActionOutcome> {
  const { request, body } = prepare(input);
  const end = ports.clock.monotonicMs() + input.deadlineMs;
  // A token of its own: a kept one that has ended would look like a refusal of the change.
  const authorized = await authorize(input.operation.request.auth, input, ports, true);
  if (!authorized.ok) return { status: 'error', problem: authorized.problem };
  const deadlineMs = Math.max(1, end - ports.clock.monotonicMs());
  const what = { request, granted: authorized.grant, body, fresh: true };
  const { outcome, granted } = await send(what, { ...input, deadlineMs }, ports);
  const response = outcome.ok ? outcome.response : undefined;
  return judge(input, outcome, toExchange(request, granted, response));
}

export const httpAction: ActionKind<HttpOperation> = {
  kind: 'http',
  title: 'HTTP request',
  summary: 'Sends one request that changes something, with an idempotency key.',
  schema: HttpOperation,
  example: `title: Serve cached charges
description: order-sync answers from its cache, so that customers see the last known state.
integration: order-sync
kind: http
do:
  request: { method: PUT, path: /config/fallback, body: { mode: cached }, auth: order-sync-operator }
  expect: { status: 200 }
undo:
  request: { method: PUT, path: /config/fallback, body: { mode: 'off' }, auth: order-sync-operator }
  expect: { status: 200 }
verify: [order-sync-orders-flow]
expires: 4h
`,
  references({ request }) {
    return {
      ...(request.auth === undefined ? {} : { auth: request.auth }),
      contracts: [],
      parameters: [...slotsOf(request), ...slotsInJson(request.body)],
    };
  },
  plan,
  run,
};
