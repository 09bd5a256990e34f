// What a page needs to be paired: ask, claim, redeem a link, and end the pairing.
import { createRoute } from '@hono/zod-openapi';
import { PlaybookError } from '../../errors/index.ts';
import { access, body, json, problems } from '../describe.ts';
import type { Edge, EdgeApp } from '../edge.ts';
import { ClaimAnswer, PairingCreated, Redeemed } from '../schemas/answers.ts';
import { ClaimRequest, PairingId, PairingRequest, RedeemRequest } from '../schemas/requests.ts';

const create = createRoute({
  method: 'post',
  path: '/api/pairings',
  summary: 'Ask to be paired; the terminal confirms',
  ...access('open'),
  request: { body: body(PairingRequest) },
  responses: { 201: json(PairingCreated, 'Words to compare with the terminal.'), ...problems },
});
const claim = createRoute({
  method: 'post',
  path: '/api/pairings/{id}/claim',
  summary: 'Wait up to 25 s for the decision, and take the token once',
  ...access('open'),
  request: { params: PairingId, body: body(ClaimRequest) },
  responses: { 200: json(ClaimAnswer, 'The decision so far.'), ...problems },
});
const redeem = createRoute({
  method: 'post',
  path: '/api/pairings/redeem',
  summary: 'Redeem the code of a pairing link',
  ...access('open'),
  request: { body: body(RedeemRequest) },
  responses: { 200: json(Redeemed, 'The token.'), ...problems },
});
const revoke = createRoute({
  method: 'delete',
  path: '/api/pairings/current',
  summary: 'End this pairing',
  responses: { 204: { description: 'The token is dead.' }, ...problems },
});

/** A token is bound to an origin, so only a page can get one. */
function pageOrigin(origin: string | undefined): string {
  if (origin !== undefined) return origin;
  throw new PlaybookError('origin_refused', 'Only a page of this runner can be paired.');
}

export function addPairings(app: EdgeApp, { pairings }: Edge): void {
  app.openapi(create, (c) => {
    const asked = { ...c.req.valid('json'), origin: pageOrigin(c.get('origin')) };
    const { id, words, expiresAt } = pairings.request(asked);
    return c.json({ id, words, expiresAt }, 201);
  });
  app.openapi(redeem, (c) =>
    c.json(pairings.redeem(c.req.valid('json').code, pageOrigin(c.get('origin'))), 200),
  );
  app.openapi(claim, async (c) => {
    const { id } = c.req.valid('param');
    const { verifier } = c.req.valid('json');
    const asked = { id, verifier, origin: pageOrigin(c.get('origin')) };
    return c.json(await pairings.claim(asked, c.req.raw.signal), 200);
  });
  app.openapi(revoke, (c) => {
    pairings.revoke(c.get('token'));
    return c.body(null, 204);
  });
}
