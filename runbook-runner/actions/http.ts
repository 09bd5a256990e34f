// The action kind `http`: one request that changes something, planned in full before it is sent, and sent once.
import { z } from 'zod';
import { slotsInJson } from '../checks/assertions/slots.ts';
import { StatusExpectation } from '../checks/assertions/status-schema.ts';
import type { CheckPorts } from '../checks/kind.ts';
import { slotsOf } from '../checks/request/build.ts';
import { requestFields } from '../checks/request/fields.ts';
import { fillJson } from '../checks/request/slots.ts';
import type { ActionInput, ActionKind, ActionOutcome, ActionPlan } from './kind.ts';
import { type ChangeRequest, changeRequest, sendChange, toBeSent } from './request/change.ts';

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

function prepare(input: Input): ChangeRequest {
  const { request, expect } = input.operation;
  const body = fillJson(request.body, input.parameters);
  return changeRequest({ ...request, body, status: expect.status }, input);
}

function plan(input: Input): ActionPlan {
  const made = prepare(input);
  const { request, body, auth } = made;
  const as = auth === undefined ? '' : ` as ${auth}`;
  const what = body === undefined ? '' : ` with ${body}`;
  return { summary: `${request.method} ${request.url}${what}${as}`, ...toBeSent(made) };
}

async function run(input: Input, ports: CheckPorts): Promise<ActionOutcome> {
  return (await sendChange(prepare(input), input, ports)).outcome;
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
