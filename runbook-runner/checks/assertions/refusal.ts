// Why an upstream refused a credential, as far as its answer tells: RFC 6750 §3.1, RFC 9457, or plain JSON words.
import type { HttpResponse } from '../../ports/http.ts';
import { headerValue } from './headers.ts';
import { jsonBody } from './json-body.ts';

/** Codes of a refusal; `refused` when the upstream does not say why. */
export type RefusalCode =
  | 'expired'
  | 'revoked'
  | 'not-yet-valid'
  | 'scope-missing'
  | 'malformed'
  | 'skewed'
  | 'refused';

export interface Refusal {
  readonly code: RefusalCode;
  /** What the upstream said, in its own words; empty when it said nothing. */
  readonly said: string;
}

/** What to do about each. */
export const REFUSAL_HINTS: Readonly<Record<RefusalCode, string>> = {
  expired: 'Get a new one and set it in its place.',
  revoked: 'Ask the vendor why, before you set a new one in its place.',
  'not-yet-valid': 'Set the one that is valid today, or compare our clock with the server’s.',
  'scope-missing': 'Compare `scopes` of the auth method with what the vendor grants us.',
  malformed: 'Set it again, as the auth method declares it.',
  skewed: 'Set the clock before you change the credential.',
  refused: 'It was rotated or disabled, lacks a right, or is sent in another way than the vendor documents.',
};

/** Words by which upstreams tell the reason. Two that fit leave it open: "expired or revoked" is neither. */
const WORDS: readonly (readonly [RefusalCode, RegExp])[] = [
  ['scope-missing', /insufficient[ _-]?(scope|permission)/i],
  ['skewed', /timestamp|clock|skew/i],
  ['not-yet-valid', /not[ _-]yet[ _-](valid|active)|in the future/i],
  ['expired', /expir/i],
  ['revoked', /revoked|disabled|deactivated|suspended/i],
  ['malformed', /malformed/i],
];

/** Members of a JSON answer that may tell the reason: of a problem document, of RFC 6749 §5.2, and common ones. */
const MEMBERS = ['type', 'title', 'detail', 'error', 'error_description', 'code', 'message', 'reason'];

const LONGEST = 160;

/** Parameters of the challenges (RFC 9110 §11.6.1) that tell the reason. */
function challengeWords(response: Pick<HttpResponse, 'headers'>): string[] {
  const challenge = headerValue(response.headers, 'www-authenticate') ?? '';
  const parameters = challenge.matchAll(
    /\b(error|error_description|scope)=(?:"((?:[^"\\]|\\.){0,500})"|([\w.:-]{1,100}))/g,
  );
  const words = new Map([...parameters].map(([, name = '', quoted, token = '']) => [name, quoted ?? token]));
  const scope = words.get('scope');
  // Without an error, `scope` is no reason but a description of the resource.
  const needs = words.has('error') && scope !== undefined ? [`needs the scope ${scope}`] : [];
  return [words.get('error'), words.get('error_description')]
    .filter((one) => one !== undefined)
    .concat(needs);
}

function bodyWords(body: Uint8Array): string[] {
  const read = jsonBody(body);
  if (!read.ok || typeof read.value !== 'object' || read.value === null) return [];
  const inner: unknown = Reflect.get(read.value, 'error');
  const source = typeof inner === 'object' && inner !== null ? inner : read.value;
  return MEMBERS.map((name) => Reflect.get(source, name)).filter((one) => typeof one === 'string');
}

/** What a JSON answer says of itself, in its own words; empty when it says nothing. */
export const saidIn = (body: Uint8Array): string =>
  [...new Set(bodyWords(body))].join(', ').slice(0, LONGEST);

/** Reads a 401 or 403. What the challenge says counts before what the body says. */
export function readRefusal(response: Pick<HttpResponse, 'headers' | 'body'>): Refusal {
  const challenge = challengeWords(response);
  const body = bodyWords(response.body);
  const said = [...new Set([...challenge, ...body])].join(', ').slice(0, LONGEST);
  for (const words of [challenge, body]) {
    const text = words.join(' ');
    const fitting = WORDS.filter(([, pattern]) => pattern.test(text));
    const [only, ...more] = fitting;
    if (only) return { code: more.length === 0 ? only[0] : 'refused', said };
  }
  return { code: 'refused', said };
}
