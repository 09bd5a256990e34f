// Every assertion by its name. A new assertion is one line here; reference page and help derive from it.
import { z } from 'zod';
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { AssertionEntry } from './assertion.ts';
import { bodyAssertion } from './body.ts';
import { describeIssuers, IssuersExpectation } from './caa.ts';
import { CertificateExpectation, describeCertificate } from './certificate.ts';
import { ConnectExpectation, describeConnect } from './connect.ts';
import { contractAssertion } from './contract.ts';
import { headersAssertion } from './headers.ts';
import { latencyAssertion } from './latency.ts';
import { quotaAssertion } from './quota.ts';
import { describeRecords, RecordsExpectation } from './records.ts';
import { statusAssertion } from './status.ts';
import { sunsetAssertion } from './sunset.ts';
import { describeToken, TokenExpectation } from './token.ts';

/** Forgets what an expectation looks like: each was parsed by the schema of its own assertion. */
const entry = <Expectation>(one: AssertionEntry<Expectation>): AssertionEntry =>
  one as unknown as AssertionEntry;

/** Assertions that one kind alone makes: their expectation is the whole of its `expect`. */
const ofOneKind: readonly AssertionEntry[] = [
  entry({
    name: 'connect',
    title: 'Connections',
    summary: 'Says which addresses of a host must take a connection; the kind `tcp` makes it.',
    schema: ConnectExpectation as z.ZodType<ConnectExpectation>,
    example: 'expect: { connect: all, ipv6: one }',
    codes: ASSERTION_CODES.connect,
    describe: describeConnect,
  }),
  entry({
    name: 'certificate',
    title: 'Certificate',
    summary:
      'Holds a handshake to trust, host name, days left, protocol, cipher, OCSP and our certificate; the kind `tls` makes it.',
    schema: CertificateExpectation as z.ZodType<CertificateExpectation>,
    example: 'expect: { daysLeft: 14d, protocol: TLSv1.2, cipher: aead, ocsp: if-stapled }',
    codes: ASSERTION_CODES.certificate,
    describe: describeCertificate,
  }),
  entry({
    name: 'records',
    title: 'DNS records',
    summary:
      'Holds the records of a name to their values, number, times to live and aliases; the kind `dns` makes it.',
    schema: z.array(RecordsExpectation) as z.ZodType<RecordsExpectation[]>,
    example: 'records: [{ type: A, contains: [203.0.113.10], ttl: { min: 30s } }]',
    codes: ASSERTION_CODES.records,
    describe: (expected) => expected.flatMap(describeRecords),
  }),
  entry({
    name: 'agreement',
    title: 'Agreement of resolvers',
    summary: 'Holds several resolvers to one answer; the kind `dns` makes it.',
    schema: z.boolean(),
    example: 'agreement: true',
    codes: ASSERTION_CODES.agreement,
    describe: (expected) => (expected ? ['the resolvers agree'] : []),
  }),
  entry({
    name: 'caa',
    title: 'Issuers by CAA',
    summary: 'Says which authorities CAA records may let issue certificates; the kind `dns` makes it.',
    schema: IssuersExpectation as z.ZodType<string[]>,
    example: 'issuers: [authority.example]',
    codes: ASSERTION_CODES.caa,
    describe: (expected) => [describeIssuers(expected)],
  }),
  entry({
    name: 'token',
    title: 'Token',
    summary: 'Holds a credential to what it grants; the kind `credential` makes it.',
    schema: TokenExpectation as z.ZodType<TokenExpectation>,
    example: 'expect: { validFor: 5m, scopes: [charges.read] }',
    codes: ASSERTION_CODES.token,
    describe: describeToken,
  }),
];

const entries: readonly AssertionEntry[] = [
  entry(statusAssertion),
  entry(headersAssertion),
  entry(bodyAssertion),
  entry(contractAssertion),
  entry(latencyAssertion),
  entry(quotaAssertion),
  entry(sunsetAssertion),
  ...ofOneKind,
];

export const assertions: ReadonlyMap<string, AssertionEntry> = new Map(entries.map((one) => [one.name, one]));
