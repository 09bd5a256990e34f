// What the owner's terminal needs: see who asks, decide, and make a link. Control token only.
import { createRoute, z } from '@hono/zod-openapi';
import { access, body, json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { PairingLink, PendingPairing } from '../schemas/answers.ts';
import { ConfirmRequest, PairingId } from '../schemas/requests.ts';

const control = access('control');

const list = createRoute({
  method: 'get',
  path: '/api/pairings',
  summary: 'Pairing requests that wait for a decision',
  ...control,
  responses: {
    200: json(z.strictObject({ pairings: z.array(PendingPairing) }), 'Oldest first.'),
    ...problems,
  },
});
const confirm = createRoute({
  method: 'post',
  path: '/api/pairings/{id}/confirm',
  summary: 'Confirm a pairing request',
  ...control,
  request: { params: PairingId, body: body(ConfirmRequest) },
  responses: { 200: json(PendingPairing, 'Confirmed.'), ...problems },
});
const decline = createRoute({
  method: 'post',
  path: '/api/pairings/{id}/decline',
  summary: 'Decline a pairing request',
  ...control,
  request: { params: PairingId },
  responses: { 200: json(PendingPairing, 'Declined.'), ...problems },
});
const link = createRoute({
  method: 'post',
  path: '/api/pairings/links',
  summary: 'Make a link that pairs on opening: single use, 60 seconds',
  ...control,
  request: { body: body(ConfirmRequest) },
  responses: { 201: json(PairingLink, 'The link.'), ...problems },
});

export function addPairingControl(app: EdgeApp, { pairings }: Edge): void {
  app.openapi(list, (c) => c.json({ pairings: [...pairings.pending()] }, 200));
  app.openapi(link, (c) => c.json(pairings.createLink(c.req.valid('json').actor), 201));
  app.openapi(confirm, (c) =>
    c.json(pairings.confirm(c.req.valid('param').id, c.req.valid('json').actor), 200),
  );
  app.openapi(decline, (c) => c.json(pairings.decline(c.req.valid('param').id), 200));
}
