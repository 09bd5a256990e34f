// What a check reports. Kinds and assertions produce these values; core records them, signatures read them.
import { z } from 'zod';
import { PeerCertificate } from './certificate.ts';
import { ModeMatch, NextCheck, Seen } from './diagnosis.ts';
import { Exchange, Phases } from './exchange.ts';
import { findings } from './findings.ts';
import { Quota } from './quota.ts';
import { StepOutcome } from './steps.ts';

export { Exchange, Phases };

export const Verdict = z
  .enum(['pass', 'fail', 'error', 'skipped'])
  .describe(
    '`fail`: the upstream broke a promise. `error`: we could not tell. `skipped`: a condition for running was not met.',
  );
export type Verdict = z.output<typeof Verdict>;

export const AssertionResult = z.strictObject({
  assertion: z
    .string()
    .describe(
      'Name of the assertion, as in the reference: status, headers, body, contract, latency, quota, …',
    ),
  outcome: z.enum(['pass', 'fail', 'error']),
  title: z.string().describe('The promise in one line, for people: "status is 200".'),
  expected: z.json().describe('What was declared.'),
  actual: z.json().describe('What was seen.'),
  where: z.string().optional().describe('A normalized RFC 9535 path, a header name or a percentile.'),
  code: z
    .string()
    .optional()
    .describe(
      'Class of the difference, for signatures: missing, type-changed, extra, enum, format, nullable, over-target, expired, …',
    ),
  breaking: z
    .boolean()
    .optional()
    .describe('For a difference from a contract: whether a reader that keeps to the contract breaks.'),
  detail: z.string().optional().describe('One sentence that explains the difference.'),
  step: z.string().optional().describe('Step of a sequence that made the promise; absent for the whole.'),
});
export type AssertionResult = z.output<typeof AssertionResult>;

/** Classes of transport failure, shared by every kind that opens a connection. */
export const ProblemClass = z.enum([
  'refused',
  'reset',
  'timeout',
  'unknown-host',
  'name-server-failed',
  'blocked-destination',
  'tls-expired',
  'tls-not-yet-valid',
  'tls-wrong-host',
  'tls-unknown-ca',
  'tls-old-protocol',
  'tls-client-certificate',
  'tls-other',
  'malformed-response',
  'unexpected-status',
  'body-too-large',
  'credential-missing',
  'credential-refused',
  'credential-unusable',
  'secret-not-allowed',
  'command-not-allowed',
  'command-failed',
  'condition-not-met',
  'changed-meanwhile',
  'sandbox-not-running',
  'not-listening',
  'proxy-failed',
  'network-down',
  'interrupted',
  'internal',
]);
export type ProblemClass = z.output<typeof ProblemClass>;

export const Problem = z.strictObject({
  class: ProblemClass,
  outcome: z.enum(['fail', 'error']).describe('Whether the upstream broke a promise or we could not tell.'),
  phase: z.enum(['dns', 'proxy', 'tcp', 'tls', 'request', 'first-byte', 'body', 'credential']).optional(),
  status: z
    .number()
    .int()
    .optional()
    .describe(
      'What the token endpoint answered, so that nothing was sent: with `unexpected-status` and `credential-refused`. Or what a change was answered, or the look before it.',
    ),
  message: z.string(),
  hint: z.string().optional(),
});
export type Problem = z.output<typeof Problem>;

const percentiles = { p50Ms: z.number(), p95Ms: z.number(), p99Ms: z.number() };
export const Percentiles = z.strictObject(percentiles);
export type Percentiles = z.output<typeof Percentiles>;

export const LatencyPhase = z.enum(['dns', 'tcp', 'tls', 'firstByte', 'body']);
export type LatencyPhase = z.output<typeof LatencyPhase>;

export const Latency = z
  .strictObject({
    samples: z.array(z.number()).describe('Milliseconds from request written to last byte, in order.'),
    ...percentiles,
    errorRate: z.number().describe('Share of samples without a usable response, 0 to 1.'),
    connections: z.enum(['warm', 'cold']).describe('`cold`: each sample opened a connection of its own.'),
    reused: z.int().describe('Usable samples over a connection that was kept.'),
    phases: z
      .partialRecord(z.enum([...LatencyPhase.options, 'total']), Percentiles)
      .describe('Percentiles of each phase over the samples that had it.'),
    slowest: z
      .strictObject({
        phase: LatencyPhase,
        share: z.number().describe('Of the time of all phases, 0 to 1.'),
      })
      .optional()
      .describe('The phase in which most of the time passed.'),
  })
  .describe('Sampled latencies; percentiles by nearest rank.');
export type Latency = z.output<typeof Latency>;

export const AddressOutcome = z
  .strictObject({
    address: z.string(),
    family: z.enum(['IPv4', 'IPv6']),
    tcpMs: z.number().optional().describe('Milliseconds until it was connected; absent when it never was.'),
    problem: Problem.optional().describe('What stood in the way of this address.'),
  })
  .describe('How one address of a name answered.');
export type AddressOutcome = z.output<typeof AddressOutcome>;

export const DnsRecord = z
  .strictObject({
    resolver: z.string().describe('Address and port of the name server that said it.'),
    type: z.string(),
    value: z.string().describe('As a zone file writes it; an alias as `name → target`.'),
    ttlSeconds: z.number().int(),
  })
  .describe('One record as one resolver gave it.');
export type DnsRecord = z.output<typeof DnsRecord>;

/** What a kind's `run` returns; core adds identity, time, provenance and the matching failure modes. */
export const KindOutcome = z.strictObject({
  assertions: z.array(AssertionResult),
  problem: Problem.optional(),
  phases: Phases.optional(),
  latency: Latency.optional(),
  certificate: PeerCertificate.optional(),
  addresses: z.array(AddressOutcome).optional(),
  records: z.array(DnsRecord).optional(),
  quota: Quota.optional().describe('The quota that the upstream told with its last answer.'),
  exchange: Exchange.optional().describe(
    'The exchange that best shows the outcome: the first failing, else the last.',
  ),
  steps: z.array(StepOutcome).optional().describe('The steps of a sequence, in the order declared.'),
  ...findings,
});
export type KindOutcome = z.output<typeof KindOutcome>;

export const Attempt = z
  .strictObject({
    status: Verdict,
    durationMs: z.number(),
    because: z.string().optional().describe('What passes by and came: a problem class, or `status 503`.'),
  })
  .describe('One of several attempts at a check.');
export type Attempt = z.output<typeof Attempt>;

/** An event while a check runs, streamed to the page. */
export type CheckProgress =
  | { readonly event: 'sample'; readonly index: number; readonly of: number; readonly ms: number }
  | { readonly event: 'assertion'; readonly assertion: AssertionResult }
  /** Webhooks are taken at this address until the check ends. */
  | { readonly event: 'listening'; readonly url: string };

export const Provenance = z.strictObject({
  seal: z.string().describe('Seal of the page, or of the definition when it was run outside a page.'),
  commit: z.string().describe('Full commit id, or "unknown".'),
  dirty: z.boolean().nullable().describe('Whether the tree had uncommitted changes; null when unknown.'),
});
export type Provenance = z.output<typeof Provenance>;

export const CheckResult = z.strictObject({
  run: z.string().describe('Id of the run.'),
  check: z.string(),
  title: z.string(),
  integration: z.string(),
  kind: z.string(),
  environment: z.string(),
  status: Verdict,
  startedAt: z.iso.datetime(),
  durationMs: z.number(),
  reason: z.string().optional().describe('Why it was skipped.'),
  ...KindOutcome.shape,
  attempts: z
    .array(Attempt)
    .optional()
    .describe('There when it was tried more than once; the rest of the result is that of the last attempt.'),
  failureModes: z.array(ModeMatch).describe('Ranked, best first; empty unless the status is fail.'),
  fingerprint: z
    .string()
    .optional()
    .describe('Name of this failure, the same each time it comes; there when the status is fail.'),
  seen: Seen.optional().describe('Earlier runs with the same fingerprint.'),
  nextCheck: NextCheck.optional().describe(
    'There when several failure modes fit and a check tells them apart.',
  ),
  traceId: z.string().describe('W3C trace id, 32 hex digits, sent upstream in `traceparent`.'),
  actor: z.string(),
  provenance: Provenance,
});
export type CheckResult = z.output<typeof CheckResult>;
