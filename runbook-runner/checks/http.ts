// The check kind `http`: a read-only request, once or sampled, and what its answer must hold to.
import { z } from 'zod';
import type { HttpOutcome } from '../ports/http.ts';
import type { AssertionResult, KindOutcome, Phases, Problem } from '../ports/result.ts';
import { BodyExpectation, evaluateBody } from './assertions/body.ts';
import { ContractExpectation, evaluateContract } from './assertions/contract.ts';
import { evaluateHeaders, HeadersExpectation, headerValue } from './assertions/headers.ts';
import { errorRate, evaluateLatency, LatencyExpectation, summarize } from './assertions/latency.ts';
import { evaluateReachable } from './assertions/reachable.ts';
import { evaluateStatus, StatusExpectation, statusFits } from './assertions/status.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { type BuiltRequest, buildRequest, requestFields, slotsOf } from './request/build.ts';
import { toExchange } from './request/evidence.ts';
import { sample } from './request/sampling.ts';
import { type Authorized, authorize, sendAndFollow } from './request/send.ts';

const HttpCheck = z
  .strictObject({
    request: z
      .strictObject({
        method: z.enum(['GET', 'HEAD', 'OPTIONS']).default('GET').describe('A check only ever reads.'),
        ...requestFields,
        redirects: z.int().min(0).max(5).default(0).describe('Redirects to follow; none unless declared.'),
      })
      .describe('The request that is sent.'),
    expect: z
      .strictObject({
        status: StatusExpectation.default('2xx'),
        headers: HeadersExpectation.default({}),
        body: BodyExpectation.optional(),
        contract: ContractExpectation.optional(),
        latency: LatencyExpectation.optional(),
      })
      .prefault({})
      .describe('What the answer must hold to.'),
  })
  .refine((one) => one.request.method === 'GET' || !(one.expect.body || one.expect.contract), {
    error: 'only an answer to GET has a body that can be held to something',
  });
type HttpCheck = z.output<typeof HttpCheck>;
type Input = CheckInput<HttpCheck>;

/** One exchange, judged. */
interface Judged {
  readonly request: BuiltRequest;
  readonly outcome: HttpOutcome;
  readonly granted: readonly (readonly [string, string])[];
  readonly assertions: readonly AssertionResult[];
  /** Milliseconds from the request written to the last byte; null without a usable response. */
  readonly ms: number | null;
}

const problemOf = (outcome: HttpOutcome): Problem | undefined => (outcome.ok ? undefined : outcome.problem);
const phasesOf = (outcome: HttpOutcome): Phases => (outcome.ok ? outcome.response.phases : outcome.phases);
const isBroken = (one: Judged): boolean => one.assertions.some((assertion) => assertion.outcome !== 'pass');

async function judge(input: Input, outcome: HttpOutcome): Promise<AssertionResult[]> {
  const { expect } = input.definition;
  const reachable = evaluateReachable(input.target.integration, problemOf(outcome));
  if (!outcome.ok) return [reachable];
  const { response } = outcome;
  const location = headerValue(response.headers, 'location');
  return [
    reachable,
    evaluateStatus(expect.status, response.status, location),
    ...evaluateHeaders(expect.headers, response.headers),
    ...(expect.body ? evaluateBody(expect.body, response) : []),
    ...(expect.contract
      ? await evaluateContract(expect.contract, response, input.contracts.get(expect.contract.openapi))
      : []),
  ];
}

type Grant = Extract<Authorized, { ok: true }>;

/** Sends once; a kept token that is no longer taken is renewed once, as a client of the API would. */
async function exchangeOnce(input: Input, grant: Grant, leftMs: () => number, ports: CheckPorts) {
  const { request, redirects } = { ...input.definition, ...input.definition.request };
  const built = buildRequest(request, input.parameters, input.target.baseUrl);
  const context = () => ({ ...input, deadlineMs: leftMs() });
  const first = await sendAndFollow({ request: built, granted: grant.headers }, redirects, context(), ports);
  const refused = first.outcome.ok && first.outcome.response.status === 401;
  if (!refused || !grant.renewable || leftMs() <= 1) return { ...first, granted: grant.headers };
  const renewed = await authorize(request.auth, context(), ports, true);
  if (!renewed.ok) return { ...first, granted: grant.headers };
  const second = await sendAndFollow(
    { request: built, granted: renewed.headers },
    redirects,
    context(),
    ports,
  );
  return { ...second, granted: renewed.headers };
}

async function probe(input: Input, grant: Grant, leftMs: () => number, ports: CheckPorts): Promise<Judged> {
  const { request, outcome, granted } = await exchangeOnce(input, grant, leftMs, ports);
  const assertions = await judge(input, outcome);
  const usable = outcome.ok && statusFits(input.definition.expect.status, outcome.response.status);
  const { firstByteMs = 0, bodyMs = 0 } = phasesOf(outcome);
  return { request, outcome, granted, assertions, ms: usable ? firstByteMs + bodyMs : null };
}

/** Keeps of many samples what is needed at the end: their times, and the exchange that best shows the outcome. */
function exhibit(tolerated: boolean) {
  let broken: Judged | undefined;
  let unusable: Judged | undefined;
  let last: Judged | undefined;
  return {
    add(one: Judged): void {
      if (one.ms === null) unusable ??= one;
      else if (isBroken(one)) broken ??= one;
      else last = one;
    },
    /** With a declared cap on errors, samples within it do not decide. */
    pick(withinCap: boolean): Judged | undefined {
      if (tolerated && withinCap) return broken ?? last ?? unusable;
      return unusable ?? broken ?? last;
    },
  };
}

async function runSamples(input: Input, grant: Grant, leftMs: () => number, ports: CheckPorts) {
  const { latency } = input.definition.expect;
  const count = latency?.samples ?? 1;
  const kept = exhibit(latency?.errorRate !== undefined);
  const one = async (index: number): Promise<number | null> => {
    const judged = await probe(input, grant, leftMs, ports);
    kept.add(judged);
    const ms = judged.ms ?? phasesOf(judged.outcome).totalMs;
    if (latency) input.progress({ event: 'sample', index, of: count, ms });
    return judged.ms;
  };
  const stop = () => input.signal.aborted || leftMs() <= 1;
  const taken = await sample(count, latency?.concurrency ?? 1, one, stop);
  // A sample that the deadline left no time for had no usable response either.
  const samples = Array.from({ length: count }, (_, index) => taken[index] ?? null);
  const withinCap = errorRate(samples) <= (latency?.errorRate ?? 0);
  return { samples, shown: kept.pick(withinCap) };
}

async function run(input: Input, ports: CheckPorts): Promise<KindOutcome> {
  const end = ports.clock.monotonicMs() + input.deadlineMs;
  const leftMs = () => Math.max(1, end - ports.clock.monotonicMs());
  const { request, expect } = input.definition;
  const grant = await authorize(request.auth, { ...input, deadlineMs: leftMs() }, ports);
  if (!grant.ok) return { assertions: [], problem: grant.problem };
  const { samples, shown } = await runSamples(input, grant, leftMs, ports);
  const latency = expect.latency ? evaluateLatency(expect.latency, samples) : [];
  const assertions = [...(shown?.assertions ?? []), ...latency];
  for (const assertion of assertions) input.progress({ event: 'assertion', assertion });
  if (!shown) return { assertions };
  const response = shown.outcome.ok ? shown.outcome.response : undefined;
  return {
    assertions,
    problem: problemOf(shown.outcome),
    phases: phasesOf(shown.outcome),
    latency: expect.latency ? summarize(samples) : undefined,
    exchange: toExchange(shown.request, shown.granted, response),
  };
}

export const httpCheck: CheckKind<HttpCheck> = {
  kind: 'http',
  title: 'HTTP request',
  summary: 'Sends a read-only request and holds the answer to status, headers, body, contract and latency.',
  schema: HttpCheck,
  example: `title: Charges match the agreed contract
integration: lumenpay
kind: http
request: { method: GET, path: '/v1/charges/{charge}', auth: lumenpay-oauth }
parameters: { charge: { type: string, pattern: 'ch_[a-z0-9]{8,}', default: ch_demo0001 } }
expect:
  status: 200
  headers: { content-type: { matches: '^application/json' } }
  body: [{ path: $.status, equals: succeeded }]
  contract: { openapi: contracts/lumenpay.openapi.yaml, operation: getCharge }
  latency: { p95: 400ms, samples: 20 }
cost: 20
`,
  references({ request, expect }) {
    return {
      ...(request.auth === undefined ? {} : { auth: request.auth }),
      contracts: expect.contract ? [expect.contract.openapi] : [],
      parameters: slotsOf(request),
    };
  },
  assertions: ({ expect: { headers, body, contract, latency } }) => [
    ...['reachable', 'status'],
    ...(Object.keys(headers).length > 0 ? ['headers'] : []),
    ...(body ? ['body'] : []),
    ...(contract ? ['contract'] : []),
    ...(latency ? ['latency'] : []),
  ],
  run,
};
