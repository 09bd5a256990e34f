// Why a token endpoint granted nothing, by its status and the error of RFC 6749 §5.2.
import type { HttpResponse } from '../ports/http.ts';
import type { Problem } from '../ports/result.ts';

/** The part of an order that tells what to say of a refusal. */
interface Asked {
  readonly url: string;
  readonly refreshToken?: string;
}

/** A text of a JSON answer by its name. */
export function textIn(body: Uint8Array, name: string): string | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(body));
    const text: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
    return typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

/** The `error` of §5.2, when it has the form that the RFC gives it. */
function errorCode(body: Uint8Array): string | undefined {
  const code = textIn(body, 'error');
  return code !== undefined && /^[a-z_]{1,60}$/.test(code) ? code : undefined;
}

const ROTATED = 'The credential was rotated or disabled, or it lacks a scope.';
const LOG_IN_AGAIN =
  'The refresh token ended, was revoked, or another program used it first. Log in again, and set the new one.';
const ASKED_WRONGLY =
  'The endpoint does not take what the auth method asks with. Compare its kind and scopes with the vendor’s documentation.';

const WHERE = 'Compare `tokenPath` of the auth method, and its kind, with the vendor’s documentation.';

/** Error codes of §5.2: of the credential, and of the way in which it is asked with. */
const REFUSALS: Readonly<Record<string, string>> = {
  invalid_client: ROTATED,
  invalid_grant: ROTATED,
  unauthorized_client: ROTATED,
  invalid_scope: ROTATED,
  invalid_request: ASKED_WRONGLY,
  unsupported_grant_type: ASKED_WRONGLY,
};

/** The hint of a refusal; undefined when the answer says nothing of the credential. */
function refusalHint(status: number, code: string | undefined, asked: Asked): string | undefined {
  if (code === 'invalid_grant' && asked.refreshToken !== undefined) return LOG_IN_AGAIN;
  if (code !== undefined && Object.hasOwn(REFUSALS, code)) return REFUSALS[code];
  return status === 401 || status === 403 ? ROTATED : undefined;
}

/** How long it wants to be left alone (RFC 9110 §10.2.3), in its own words. */
function waitHint({ headers }: HttpResponse): { readonly hint?: string } {
  const asked = headers.find(([name]) => name === 'retry-after')?.[1] ?? '';
  return /^[\w ,:]{1,40}$/.test(asked) ? { hint: `Its Retry-After: ${asked}.` } : {};
}

const BASE = { outcome: 'fail', phase: 'credential' } as const;

/** `why` is what kept the answer from being a token. A server that failed, or limits us, judged no credential. */
export function problemOf(answer: HttpResponse | undefined, why: string, asked: Asked): Problem {
  const status = answer?.status ?? 0;
  const code = answer && errorCode(answer.body);
  const said = code === undefined ? '' : ` and said ${code}`;
  const words = `The token endpoint of ${new URL(asked.url).host} answered ${answer ? status : 'nothing'}${said}`;
  if (answer && (status === 429 || status >= 500)) {
    const judged =
      code === undefined ? 'it did not judge the credential' : 'whether it judged the credential is open';
    const message = `${words}; ${judged}.`;
    return { ...BASE, class: 'unexpected-status', status, message, ...waitHint(answer) };
  }
  const hint = refusalHint(status, code, asked);
  if (hint !== undefined) return { ...BASE, class: 'credential-refused', status, message: `${words}.`, hint };
  if (answer && (status < 200 || status > 299)) {
    return {
      ...BASE,
      class: 'unexpected-status',
      status,
      message: `${words}; that is no token.`,
      hint: WHERE,
    };
  }
  return { ...BASE, class: 'malformed-response', message: `${words}; it is no token: ${why}.`, hint: WHERE };
}
