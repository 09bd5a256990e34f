// The headers that every answer carries: pages, files, API, errors.
import type { PlainAnswer } from '../ports/listener.ts';

/** Directives that a policy gets when it doesn't have them; a meta element cannot carry the first. */
const ALWAYS: readonly (readonly [string, string])[] = [
  ['frame-ancestors', "'none'"],
  ['base-uri', "'none'"],
  ['form-action', "'self'"],
  ['object-src', "'none'"],
];

const FIXED: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), bluetooth=(), display-capture=(), browsing-topics=()',
};

/** For data and errors: nothing in them may load or run anything. */
export const CLOSED_POLICY = withFraming("default-src 'none'");

/** For scripts, which a worker may run under the policy of its own answer, and for pages without a policy. */
export const SELF_POLICY = withFraming(
  "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; connect-src 'self'",
);

/**
 * The policy of a page's own meta element as a header: the two intersect, so the header repeats it,
 * hashes included, and adds only what the page leaves open.
 */
export function withFraming(policy: string): string {
  const directives = policy
    .split(';')
    .map((directive) => directive.trim())
    .filter((directive) => directive !== '');
  const present = new Set(directives.map((directive) => directive.split(/\s/, 1)[0]?.toLowerCase()));
  const missing = ALWAYS.filter(([name]) => !present.has(name)).map(([name, value]) => `${name} ${value}`);
  return [...directives, ...missing].join('; ');
}

/** Completes the headers of an answer that was written by hand. */
export function securedRecord(headers: Readonly<Record<string, string>>): Record<string, string> {
  return { 'content-security-policy': CLOSED_POLICY, ...FIXED, ...headers };
}

/** The same, for a whole answer that was written by hand. */
export function secured(plain: PlainAnswer): PlainAnswer {
  return { ...plain, headers: securedRecord(plain.headers) };
}

/** Completes the headers of an answer; a policy that it already has stays. */
export function secure(response: Response): Response {
  for (const [name, value] of Object.entries(FIXED)) response.headers.set(name, value);
  if (!response.headers.has('content-security-policy')) {
    response.headers.set('content-security-policy', CLOSED_POLICY);
  }
  return response;
}
