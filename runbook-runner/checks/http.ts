// The check kind `http`: a read-only request, once or sampled, or a short sequence, and what answers must hold to.
import { z } from 'zod';
import type { KindOutcome } from '../ports/result.ts';
import { ABOUT_ANSWERS, answerExpectations, askedOf, prepareAnswers } from './assertions/answers.ts';
import { type Assertion, erase } from './assertions/assertion.ts';
import { captureEntry } from './assertions/capture.ts';
import { contractPath } from './assertions/contract.ts';
import { evaluateLatency, LatencyExpectation, latencyAssertion } from './assertions/latency.ts';
import { lintExpectations } from './assertions/lint.ts';
import { errorRate, type Sample, summarize } from './assertions/percentiles.ts';
import { quotaOf } from './assertions/quota-fields.ts';
import { statusFits } from './assertions/status.ts';
import { describeTarget, TotalLatency } from './assertions/step-latency.ts';
import type { CheckInput, CheckKind, CheckPorts, Description, Finding, References } from './kind.ts';
import { buildRequest, requestFields, slotsOf } from './request/build.ts';
import { ConnectionUse } from './request/connection.ts';
import { phasesOf, problemOf, responseOf, toExchange } from './request/evidence.ts';
import { Exhibit } from './request/exhibit.ts';
import { fillExpected, slotsExpected } from './request/expected.ts';
import { judge } from './request/judge.ts';
import { sample } from './request/sampling.ts';
import { openSession, type Session } from './request/session.ts';
import { CLEANUP_MS, changes, namesIn, type Step, Steps } from './request/steps.ts';

const OneRequest = z
  .strictObject({
    request: z
      .strictObject({
        method: z.enum(['GET', 'HEAD', 'OPTIONS']).default('GET').describe('A check only ever reads.'),
        ...requestFields,
        redirects: z.int().min(0).max(5).default(0).describe('Redirects to follow; none unless declared.'),
        connection: ConnectionUse,
      })
      .describe('The request that is sent.'),
    expect: z
      .strictObject({ ...answerExpectations, latency: LatencyExpectation.optional() })
      .prefault({})
      .describe('What the answer must hold to.'),
  })
  .refine((one) => one.request.method === 'GET' || !(one.expect.body || one.expect.contract), {
    error: 'only an answer to GET has a body that can be held to something',
  })
  .refine((one) => one.request.connection === undefined || one.expect.latency === undefined, {
    error: 'a check with `latency` says by its `connections` whether they are kept',
    path: ['request', 'connection'],
  });
type OneRequest = z.output<typeof OneRequest>;
const Sequence = z.strictObject({
  steps: Steps,
  expect: z.strictObject({ latency: TotalLatency }).optional().describe('What all of it must hold to.'),
});
type Sequence = z.output<typeof Sequence>;
const HttpCheck = z.union([OneRequest, Sequence]);
type HttpCheck = z.output<typeof HttpCheck>;
type Input = CheckInput<OneRequest>;

const ALL: readonly Assertion<unknown, never>[] = [...ABOUT_ANSWERS, erase(latencyAssertion)];

/** A sample that the deadline left no time for: it had no usable response either. */
const NOT_TAKEN: Sample = { ms: null, phases: { reused: false, totalMs: 0 } };

async function runSamples(input: Input, session: Session, now: () => Date) {
  const { request } = input.definition;
  const expect = fillExpected(input.definition.expect, input.parameters);
  const { latency, status } = expect;
  const built = buildRequest(request, input.parameters, input.target.baseUrl);
  const count = latency?.samples ?? 1;
  const how = {
    redirects: request.redirects,
    fresh: latency?.connections === 'cold' || request.connection === 'fresh',
  };
  const exhibit = new Exhibit((sent) => judge(input, expect, sent.outcome, now()));
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

async function runRequest(input: Input, ports: CheckPorts): Promise<KindOutcome> {
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
  const response = responseOf(shown.outcome);
  const problem = problemOf(shown.outcome);
  const summary = expect.latency && summarize(samples, expect.latency.connections);
  // What is absent is not named: writing an object with an undefined member as JSON takes twice as long.
  return {
    assertions,
    ...(problem && { problem }),
    phases: phasesOf(shown.outcome),
    ...(summary && { latency: summary }),
    ...(await quotaOf(response, ports.clock.now())),
    exchange: toExchange(shown.request, shown.granted, response),
  };
}

/** A sequence is loaded when one runs: most checks are none. */
async function run(input: CheckInput<HttpCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { definition } = input;
  if (!('steps' in definition)) return runRequest({ ...input, definition }, ports);
  const { runSequence } = await import('./request/sequence.ts');
  return runSequence({ ...input, definition }, ports);
}

const promisesOf = ({ name, expect, capture }: Step): string[] =>
  [
    ...askedOf(expect, ABOUT_ANSWERS).flatMap(({ assertion, expected }) => assertion.describe(expected)),
    ...describeTarget(expect.latency, 'the answer'),
    ...captureEntry.describe(capture),
  ].map((promise) => `${name}: ${promise}`);

function describeSequence({ steps, expect }: Sequence): Description {
  return {
    asks: steps.map(({ request }) => `${request.method} ${request.path}`).join(', then '),
    promises: [
      ...steps.flatMap(promisesOf),
      ...describeTarget(expect?.latency, 'the sequence'),
      ...(steps.some(({ cleanup }) => cleanup) ? ['nothing is left behind'] : []),
    ],
  };
}

function referencesOfSequence({ steps }: Sequence): References {
  const captured = new Set(steps.flatMap(({ capture }) => Object.keys(capture)));
  const auth = steps.find(({ request }) => request.auth !== undefined)?.request.auth;
  const contracts = steps.flatMap(({ expect }) => (expect.contract ? [contractPath(expect.contract)] : []));
  return {
    ...(auth === undefined ? {} : { auth }),
    contracts: [...new Set(contracts)],
    parameters: [...new Set(steps.flatMap(namesIn))].filter((slot) => !captured.has(slot)),
  };
}

const assertionsOfSequence = ({ steps, expect }: Sequence): string[] => [
  ...new Set([
    ...['reachable', 'capture', 'cleanup'],
    ...([expect, ...steps.map((step) => step.expect)].some((one) => one?.latency) ? ['latency'] : []),
    ...steps.flatMap(({ expect }) => askedOf(expect, ABOUT_ANSWERS).map(({ assertion }) => assertion.name)),
  ]),
];

function lintSequence({ steps }: Sequence, contracts: ReadonlyMap<string, unknown>): Finding[] {
  return steps.flatMap((step, index) =>
    lintExpectations(askedOf(step.expect, ABOUT_ANSWERS), step, contracts).map((finding) =>
      finding.contract === undefined ? { ...finding, path: ['steps', index, ...finding.path] } : finding,
    ),
  );
}

const SEQUENCE = `title: A charge can be made, read and refunded
integration: lumenpay
kind: http
parameters: { amount: { type: integer, min: 1, max: 500, default: 125 } }
steps:
  - name: create
    request:
      { method: POST, path: /v1/charges, auth: lumenpay-write, body: { amount: '{amount}', currency: EUR } }
    expect: { status: 201 }
    capture: { charge: { path: $.id } }
  - name: read
    request: { path: '/v1/charges/{charge}', auth: lumenpay-write }
    expect: { status: 200, body: [{ path: $.status, equals: succeeded }] }
  - name: refund
    request: { method: POST, path: '/v1/charges/{charge}/refund', auth: lumenpay-write }
    expect: { status: 200 }
    cleanup: true
cost: 4
`;

export const httpCheck: CheckKind<HttpCheck> = {
  kind: 'http',
  title: 'HTTP request',
  summary:
    'Sends a read-only request, once or sampled, or two to eight requests as a sequence, and holds the answers to the assertions under `expect`. A sequence may change something where the environment has `allowsChanges`, and removes it again.',
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
  furtherExamples: [SEQUENCE],
  references(definition) {
    if ('steps' in definition) return referencesOfSequence(definition);
    const { request, expect } = definition;
    return {
      ...(request.auth === undefined ? {} : { auth: request.auth }),
      contracts: expect.contract ? [contractPath(expect.contract)] : [],
      parameters: [...new Set([...slotsOf(request), ...slotsExpected(expect)])],
    };
  },
  assertions(definition) {
    if ('steps' in definition) return assertionsOfSequence(definition);
    return ['reachable', ...askedOf(definition.expect, ALL).map(({ assertion }) => assertion.name)];
  },
  describe(definition) {
    if ('steps' in definition) return describeSequence(definition);
    const { request, expect } = definition;
    return {
      asks: `${request.method} ${request.path}`,
      promises: askedOf(expect, ALL).flatMap(({ assertion, expected }) => assertion.describe(expected)),
    };
  },
  lint(definition, contracts) {
    if ('steps' in definition) return lintSequence(definition, contracts);
    return lintExpectations(askedOf(definition.expect, ALL), definition, contracts);
  },
  changes: (definition) => 'steps' in definition && definition.steps.some(changes),
  windUpMs: (definition) =>
    'steps' in definition && definition.steps.some((one) => one.cleanup) ? CLEANUP_MS : 0,
  run,
};
