// How a request proves who we are, in a line for people; text in backticks is code.
import type { AuthMethod } from '../../runbook-runner/playbook/schema/auth-method.ts';

function scopes(asked: readonly string[]): string {
  return asked.length === 0 ? '' : `, scopes \`${asked.join(' ')}\``;
}

export function authWords(method: AuthMethod): string {
  switch (method.kind) {
    case 'oauth2-client-credentials':
      return `OAuth 2 client credentials at \`${method.tokenPath}\`${scopes(method.scopes)}`;
    case 'oauth2-refresh-token':
      return `OAuth 2 refresh token at \`${method.tokenPath}\`${scopes(method.scopes)}`;
    case 'api-key':
      return `API key in the header \`${method.header}\``;
    case 'bearer':
      return 'Bearer token';
    case 'basic':
      return 'User name and password (basic authentication)';
    case 'jwt': {
      const audience = method.audience === undefined ? '' : ` for \`${method.audience}\``;
      return `JWT that we sign with ${method.algorithm}${audience}, good for ${method.lifetime.text}`;
    }
    case 'hmac':
      return `Requests that we sign with HMAC ${method.algorithm} in the header \`${method.headers.signature}\``;
  }
}
