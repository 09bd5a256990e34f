// The codes by which an assertion says how it failed, and what each means. A signature that names another one could
// never match. A code's anchor on the reference page of assertions is below its assertion.
import { meaningsOf, UNANSWERED, UNCONNECTED } from './problem-classes.ts';

const NOT_JSON = {
  'not-json': 'The body is not JSON where JSON is promised.',
  'empty-body': 'The body is empty where JSON is promised.',
  'invalid-encoding': 'The bytes are not of the encoding that they should have: UTF-8 for JSON.',
  'too-deep': 'The JSON is nested deeper than 256 levels.',
} as const;

/** By assertion, each code with its meaning. */
export const ASSERTION_CODES = {
  reachable: meaningsOf(UNANSWERED),
  status: { 'unexpected-status': 'The upstream answered with another status.' },
  headers: {
    missing: 'The field is not sent.',
    present: 'The field is sent and must not be.',
    duplicate: 'A field that may stand once is sent several times, so nobody can say which counts.',
    'not-equal': 'The field has another value.',
    'no-match': 'The value does not match the expression.',
  },
  body: {
    missing: 'The path selects nothing.',
    present: 'A value or a text is there and must not be.',
    'type-changed': 'The value has another JSON type.',
    'not-equal': 'The value is another one.',
    'not-one-of': 'The value is none of those that are expected.',
    'no-match': 'The text does not match, or does not hold what it must.',
    'out-of-range': 'The number lies outside of the bounds.',
    'wrong-count': 'The path selects more or fewer values.',
    ...NOT_JSON,
    'unknown-charset': 'The content type names an encoding that is unknown.',
    'too-small': 'The body has fewer bytes.',
    'too-large': 'The body has more bytes.',
  },
  contract: {
    missing: 'A required value is not there. Breaks a reader.',
    'type-changed': 'A value has another JSON type. Breaks a reader.',
    nullable: 'A value is null and may not be. Breaks a reader.',
    enum: 'A value is none of those that are declared, such as a new one. Breaks a reader.',
    format: 'A text is not of the declared format or pattern. Breaks a reader.',
    constraint: 'A value breaks another rule, such as a bound or a length. Breaks a reader.',
    extra: 'A value is there that the contract does not declare. Breaks no reader.',
    'undeclared-status': 'The contract declares no answer of this status. Breaks a reader.',
    'media-type': 'The answer is of a media type that the contract does not declare. Breaks a reader.',
    ...NOT_JSON,
  },
  quota: {
    'low-headroom': 'Less of the quota is left than must be.',
    exhausted: 'Nothing of the quota is left, or the upstream asks to be left alone for a while.',
    missing: 'The answer tells no quota, or not of this policy.',
    malformed: 'The fields that tell the quota cannot be read.',
  },
  sunset: {
    ending: 'The end is nearer than it may be.',
    ended: 'The announced end has passed.',
    deprecated: 'The answer says that it is deprecated.',
    missing: 'The answer does not tell its version.',
    malformed: 'A field that tells the end cannot be read.',
    'before-deprecation': 'The announced end lies before the deprecation, which RFC 9745 forbids.',
  },
  latency: {
    'over-target':
      'A percentile of the whole latency, or the time of a step or of a sequence, is above its target.',
    'phase-over-target': 'A percentile of one phase is above its target.',
    'error-rate': 'More samples than allowed had no usable response.',
    'no-samples': 'No sample had a usable response, so nothing could be measured.',
  },
  certificate: {
    expired: 'The certificate, or one that issued it, has expired.',
    expiring: 'The certificate, or one that issued it, expires sooner than it may.',
    'not-yet-valid': 'The certificate is not valid yet.',
    'wrong-host': 'The certificate is for another name.',
    'unknown-ca': 'The certificate comes from an authority that is not trusted.',
    'self-signed': 'The certificate signed itself, and nobody trusted vouches for it.',
    'missing-intermediate': 'The server keeps back a certificate between its own and a trusted authority.',
    untrusted: 'The certificate is not trusted for another reason.',
    'old-protocol': 'The protocol that was negotiated is older than it may be.',
    'weak-cipher': 'The cipher that was negotiated is weaker than it may be.',
    revoked: 'Its issuer has revoked the certificate.',
    'ocsp-absent': 'The server staples no OCSP response where one is required.',
    'ocsp-stale': 'The stapled OCSP response is out of date.',
    'ocsp-unknown': 'The stapled OCSP response says that its issuer does not know the certificate.',
    'ocsp-invalid': 'The stapled OCSP response is unreadable, unsigned, or about another certificate.',
    'client-expired': 'Our client certificate has expired.',
    'client-expiring': 'Our client certificate expires sooner than it may.',
    'client-refused': 'The server demands a client certificate, or refuses ours.',
  },
  connect: {
    missing: 'The name has no address of this sort.',
    extra: 'The name has an address of a sort that it must not have.',
    ...meaningsOf(UNCONNECTED),
  },
  component: {
    'under-maintenance': 'The vendor maintains the component.',
    'degraded-performance': 'The vendor says that the component is slow.',
    'partial-outage': 'The vendor says that the component fails for some.',
    'major-outage': 'The vendor says that the component fails.',
  },
  metric: {
    'over-target': 'The value is above the threshold.',
    'under-target': 'The value is below the threshold.',
    missing: 'No series fits, or the value is no number, where that is declared a failure.',
    stale: 'The value is older than it may be.',
  },
  capture: {
    missing: 'There is no such value or field, it is empty, or the expression does not match.',
    ambiguous: 'There are several, so nobody can say which is meant.',
    'type-changed': 'The value is no text, whole number or truth value.',
    unsafe: 'The value could change where a request goes or what it is, so it is sent nowhere.',
    'too-short': 'The secret is so short that it could not be kept out of records.',
  },
  cleanup: {
    'left-behind': 'What a step made was not removed again.',
    'unknown-state': 'A step that makes something was sent, and nobody knows whether it did.',
  },
  authenticity: {
    unsigned: 'A delivery lacks its id, its time or its signature.',
    forged: 'A delivery carries no signature that holds for this secret.',
    malformed: 'A delivery has an id, a time or a body that cannot be read.',
    'outside-tolerance': 'The time of a delivery is further from ours than is tolerated.',
    replayed: 'A delivery that was taken before was sent again as it was.',
    skewed: 'The sender’s clock and ours differ by more than they may.',
  },
  delivery: {
    missing: 'Fewer deliveries arrived in the window than must.',
    'unexpected-type': 'An event is of another type.',
    duplicate: 'Events were delivered again, more often than may be.',
    'out-of-order': 'An event arrived after one that comes later in the sequence.',
    'no-sequence': 'An event does not tell its place in the sequence.',
    late: 'An event was delivered later than it may.',
    'no-time': 'An event does not tell when it happened.',
  },
  changes: { changed: 'More was changed in the window than may be.' },
  'exit-code': { 'unexpected-exit': 'The program ended with another exit code.' },
  records: {
    nxdomain: 'There is no such name, or an alias leads to none.',
    'no-data': 'The name has no record of this type.',
    servfail: 'The resolver could not find out.',
    'cname-loop': 'The aliases lead in a circle.',
    missing: 'A value that was agreed is not there.',
    extra: 'A value or a record is there that was not agreed.',
    'no-match': 'A value does not match the expression.',
    'too-few': 'There are fewer records.',
    'too-many': 'There are more records.',
    'ttl-low': 'The answer may be kept for a shorter time.',
    'ttl-high': 'The answer may be kept for a longer time.',
    'other-chain': 'The aliases lead through other names.',
  },
  agreement: { disagreement: 'Resolvers give different records.' },
  caa: {
    'caa-missing': 'No CAA record limits who may issue certificates.',
    'other-issuer': 'A CAA record lets another authority issue certificates.',
  },
  token: {
    refused: 'The upstream refused the credential and did not say why.',
    expired: 'The token, or the credential by its declared end, has ended.',
    expiring: 'The token or the credential ends sooner than it may.',
    revoked: 'The upstream says that the credential was revoked or disabled.',
    'not-yet-valid': 'The token is not valid yet.',
    'scope-missing': 'The token lacks a scope.',
    skewed: 'Our clock and the server’s differ by more than they may, and that may be the whole reason.',
    malformed: 'The token looks like a JWT and cannot be read.',
    unsigned: 'The token has no signature.',
    'wrong-algorithm': 'The token is signed by another algorithm.',
    'wrong-audience': 'The token is for somebody else.',
    'wrong-issuer': 'The token comes from somebody else.',
    'server-error': 'The upstream failed on the request that should prove the credential.',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

/** Codes of an assertion; undefined for one that has no table, of which any code is taken. */
export function codesOf(assertion: string): readonly string[] | undefined {
  const table: Readonly<Record<string, Readonly<Record<string, string>>>> = ASSERTION_CODES;
  const codes = Object.hasOwn(table, assertion) ? table[assertion] : undefined;
  return codes && Object.keys(codes);
}
