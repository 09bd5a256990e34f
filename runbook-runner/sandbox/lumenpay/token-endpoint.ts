// Owns POST /oauth/token: the client authenticates by HTTP Basic or in the form (RFC 6749 §2.3.1, §5).
import { type Context, Hono } from 'hono';
import { type Client, SCOPES, type Scope, type Tokens } from './tokens.ts';

type TokenError = 'invalid_request' | 'invalid_client' | 'unsupported_grant_type' | 'invalid_scope';

const NO_STORE = { 'cache-control': 'no-store' };

function refuse(context: Context, error: TokenError, description: string): Response {
  const headers: Record<string, string> =
    error === 'invalid_client' ? { ...NO_STORE, 'www-authenticate': 'Basic realm="Lumenpay"' } : NO_STORE;
  return context.json(
    { error, error_description: description },
    error === 'invalid_client' ? 401 : 400,
    headers,
  );
}

/** Undoes the form encoding that RFC 6749 §2.3.1 asks for inside Basic; undefined when it is malformed. */
function formDecode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

function clientFrom(authorization: string | undefined, form: URLSearchParams): Client | undefined {
  const basic = authorization?.match(/^Basic ([A-Za-z0-9+/=]+)$/i)?.[1];
  if (basic === undefined) {
    const [id, secret] = [form.get('client_id'), form.get('client_secret')];
    return id === null || secret === null ? undefined : { id, secret };
  }
  const [id = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  const [decodedId, decodedSecret] = [formDecode(id), formDecode(rest.join(':'))];
  if (decodedId === undefined || decodedSecret === undefined) return undefined;
  return { id: decodedId, secret: decodedSecret };
}

const isScope = (text: string): text is Scope => (SCOPES as readonly string[]).includes(text);

export function tokenEndpoint(tokens: Tokens): Hono {
  return new Hono().post('/', async (context) => {
    if (!context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded'))
      return refuse(context, 'invalid_request', 'Send application/x-www-form-urlencoded.');
    const form = new URLSearchParams(await context.req.text());
    const client = clientFrom(context.req.header('authorization'), form);
    if (!client || !tokens.knows(client))
      return refuse(context, 'invalid_client', 'The client is unknown or its secret is wrong.');
    if (form.get('grant_type') !== 'client_credentials')
      return refuse(context, 'unsupported_grant_type', 'Only client_credentials is supported.');
    const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
    if (!asked.every(isScope)) return refuse(context, 'invalid_scope', `Known scopes: ${SCOPES.join(', ')}.`);
    return context.json(tokens.grant(asked.length === 0 ? [...SCOPES] : asked), 200, NO_STORE);
  });
}
