// The check kind `http`: a read-only request, once or sampled, and what its answer must hold to.
import { z } from 'zod';
import type { HttpOutcome, HttpResponse } from '../ports/http.ts';
import type { AssertionResult, KindOutcome, Phases, Problem } from '../ports/result.ts';
import {
  ABOUT_ANSWERS,
  answerExpectations,
  askedOf,
  judgeAnswer,
  prepareAnswers,
} from './assertions/answers.ts';
import { type Assertion, erase } from './assertions/assertion.ts';
import { contractPath } from './assertions/contract.ts';
import { evaluateLatency, LatencyExpectation, latencyAssertion } from './assertions/latency.ts';
import { lintExpectations } from './assertions/lint.ts';
import { errorRate, type Sample, summarize } from './assertions/percentiles.ts';
import { observeQuota, tellsQuota } from './assertions/quota-fields.ts';
import { evaluateReachable } from './assertions/reachable.ts';
import { statusFits } from './assertions/status.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { buildRequest, requestFields, slotsOf } from './request/build.ts';
import { toExchange } from './request/evidence.ts';
import { Exhibit } from './request/exhibit.ts';
import { sample } from './request/sampling.ts';
import { openSession, type Sent, type Session } from './request/session.ts';

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
      .strictObject({ ...answerExpectations, latency: LatencyExpectation.optional() })
      .prefault({})
      .describe('What the answer must hold to.'),
  })
  .refine((one) => one.request.method === 'GET' || !(one.expect.body || one.expect.contract), {
    error: 'only an answer to GET has a body that can be held to something',
  });
type HttpCheck = z.output<typeof HttpCheck>;
type Input = CheckInput<HttpCheck>;

const ALL: readonly Assertion<unknown, never>[] = [...ABOUT_ANSWERS, erase(latencyAssertion)];

const problemOf = (outcome: HttpOutcome): Problem | undefined => (outcome.ok ? undefined : outcome.problem);
const phasesOf = (outcome: HttpOutcome): Phases => (outcome.ok ? outcome.response.phases : outcome.phases);

async function judge(input: Input, { outcome }: Sent, now: Date): Promise<AssertionResult[]> {
  const reachable = evaluateReachable(input.target.integration, problemOf(outcome));
  if (!outcome.ok) return [reachable];
  const { contracts, definition } = input;
  return [
    reachable,
    ...(await judgeAnswer(definition.expect, { response: outcome.response, now, contracts })),
  ];
}

/** A sample that the deadline left no time for: it had no usable response either. */
const NOT_TAKEN: Sample = { ms: null, phases: { reused: false, totalMs: 0 } };

async function runSamples(input: Input, session: Session, now: () => Date) {
  const { request, expect } = input.definition;
  const { latency, status } = expect;
  const built = buildRequest(request, input.parameters, input.target.baseUrl);
  const count = latency?.samples ?? 1;
  const how = { redirects: request.redirects, fresh: latency?.connections === 'cold' };
  const exhibit = new Exhibit((sent) => judge(input, sent, now()));
  const one = async (index: number): Promise<Sample> => {
    const sent = await session.exchange(built, how);
    const phases = phasesOf(sent.outcome);
    const { firstByteMs = 0, bodyMs = 0, totalMs } = phases;
    const usable = sent.outcome.ok && statusFits(status, sent.outcome.response.status);
    const ms = usable ? firstByteMs + bodyMs : null;
    if (latency) input.progress({ event: 'sample', index, of: count, ms: ms ?? totalMs });
    await exhibit.add({ ...sent, ms });
    return { ms, phases };
  };
  const stop = () => input.signal.aborted || session.leftMs() <= 1;
  const taken = await sample(count, latency?.concurrency ?? 1, one, stop);
  const samples = Array.from({ length: count }, (_, index) => taken[index] ?? NOT_TAKEN);
  const cap = latency?.errorRate;
  const shown = await exhibit.pick(cap !== undefined && errorRate(samples) <= cap);
  return { samples, shown };
}

/** The quota that an answer tells, asked for or not: whoever runs many checks wants to know it. */
async function quotaOf(response: HttpResponse | undefined, now: Date) {
  if (!response || !tellsQuota(response.headers)) return {};
  const { quota } = await observeQuota({ response, now });
  return quota ? { quota } : {};
}

async function run(input: Input, ports: CheckPorts): Promise<KindOutcome> {
  const { definition, contracts } = input;
  const { request, expect } = definition;
  const begin = ports.clock.monotonicMs();
  // Before anything is sent: while a contract is compiled, no answer to this or any other check can be read.
  await prepareAnswers(expect, contracts);
  const deadlineMs = Math.max(1, input.deadlineMs - (ports.clock.monotonicMs() - begin));
  const opened = await openSession({ ...input, deadlineMs }, request.auth, ports);
  if (!opened.ok) return { assertions: [], problem: opened.problem };
  const { samples, shown } = await runSamples(input, opened.session, () => ports.clock.now());
  const latency = expect.latency ? evaluateLatency(expect.latency, samples) : [];
  const assertions = [...(shown?.assertions ?? []), ...latency];
  for (const assertion of assertions) input.progress({ event: 'assertion', assertion });
  if (!shown) return { assertions };
  const response = shown.outcome.ok ? shown.outcome.response : undefined;
  return {
    assertions,
    problem: problemOf(shown.outcome),
    phases: phasesOf(shown.outcome),
    latency: expect.latency && summarize(samples, expect.latency.connections),
    ...(await quotaOf(response, ports.clock.now())),
    exchange: toExchange(shown.request, shown.granted, response),
  };
}

export const httpCheck: CheckKind<HttpCheck> = {
  kind: 'http',
  title: 'HTTP request',
  summary:
    'Sends a read-only request, once or sampled, and holds the answers to the assertions under `expect`.',
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
      contracts: expect.contract ? [contractPath(expect.contract)] : [],
      parameters: slotsOf(request),
    };
  },
  assertions: ({ expect }) => ['reachable', ...askedOf(expect, ALL).map(({ assertion }) => assertion.name)],
  describe: ({ request, expect }) => ({
    asks: `${request.method} ${request.path}`,
    promises: askedOf(expect, ALL).flatMap(({ assertion, expected }) => assertion.describe(expected)),
  }),
  lint: (definition, contracts) => lintExpectations(askedOf(definition.expect, ALL), definition, contracts),
  run,
};
