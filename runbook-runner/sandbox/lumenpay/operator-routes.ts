// Owns Lumenpay's back office in the sandbox, for Lumenpay's own people: a client's secrets, and the settlement report.
// The new secret goes into the company's vault; the answer only tells the reference.
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { answerPage } from '../account.ts';
import { operatorOnly } from '../operator-only.ts';
import { problem } from '../problem.ts';
import type { ChargeStore } from './charge-store.ts';
import type { ClientSecret, Clients } from './clients.ts';
import type { Tokens } from './tokens.ts';

interface Office {
  readonly charges: ChargeStore;
  readonly clients: Clients;
  readonly tokens: Tokens;
  readonly token: string;
  /** Puts a secret into the vault of the client's company. */
  readonly deposit: (credentialRef: string, secret: ClientSecret) => void;
}

const Issue = z.strictObject({ client: z.string().min(1) });

const refuse = (context: Context, status: 404 | 409 | 422, code: string, detail: string): Response =>
  problem(context, { status, code, title: 'Request refused', detail });

async function issue(context: Context, { clients, deposit }: Office): Promise<Response> {
  const body = Issue.safeParse(await context.req.json().catch(() => undefined));
  if (!body.success) return refuse(context, 422, 'request-invalid', z.prettifyError(body.error));
  const { client } = body.data;
  if (!clients.has(client)) return refuse(context, 404, 'client-unknown', 'There is no such client.');
  const issued = clients.issue(client);
  if (issued === undefined)
    return refuse(context, 409, 'secrets-exhausted', 'A client has two secrets at most.');
  const credentialRef = `lumenpay/${client}/${issued.keyId}`;
  deposit(credentialRef, issued);
  return context.json({ key_id: issued.keyId, credential_ref: credentialRef }, 201);
}

export function operatorRoutes(office: Office): Hono {
  const { charges, clients, tokens } = office;
  const app = new Hono();
  app.use(operatorOnly(office.token));
  app.post('/client-secrets', (context) => issue(context, office));
  app.delete('/client-secrets/:client/:key', (context) => {
    const { client, key } = context.req.param();
    if (!clients.revoke(client, key))
      return refuse(context, 404, 'secret-unknown', 'There is no such secret.');
    tokens.revokeOf(key);
    return context.body(null, 204);
  });
  app.get('/settlements/:client', (context) =>
    answerPage(context, (after, limit) => charges.settlements(context.req.param('client'), after, limit)),
  );
  return app;
}
