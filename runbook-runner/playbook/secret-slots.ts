// The place that an auth method puts a credential in, as bindings name it.
import type { AuthMethod } from './schema/auth-method.ts';
import type { WebhookSource } from './schema/webhook.ts';

/** What carries the credential, or what is made of it: the part that decides who gets to see it. */
function carrierOf(method: AuthMethod): string {
  if ('tokenPath' in method) return `POST ${method.tokenPath}`;
  if (method.kind === 'hmac') return `signature in ${method.headers.signature.toLowerCase()}`;
  return `header ${method.kind === 'api-key' ? method.header.toLowerCase() : 'authorization'}`;
}

/** For `field` of the method: `lumenpay-oauth.clientSecret (oauth2-client-credentials, POST /oauth/token)`. */
export function slotOf(auth: string, method: AuthMethod, field: string): string {
  return `${auth}.${field} (${method.kind}, ${carrierOf(method)})`;
}

/** For the secret of a source of webhooks. It verifies what arrives and is sent nowhere. */
export function webhookSlot(source: string, { signature }: WebhookSource): string {
  return `webhooks.${source} (${signature}, verifies)`;
}
