// The check kind `http`: a read-only request, once or sampled, and what its answer must hold to.
import { z } from 'zod';
import type { HttpOutcome } from '../ports/http.ts';
import type { AssertionResult, KindOutcome, Phases, Problem } from '../ports/result.ts';
import { BodyExpectation, describeBody, evaluateBody } from './assertions/body.ts';
import {
  ContractExpectation,
  describeContract,
  evaluateContract,
  prepareContract,
} from './assertions/contract.ts';
import { describeHeaders, evaluateHeaders, HeadersExpectation, headerValue } from './assertions/headers.ts';
import {
  describeLatency,
  errorRate,
  evaluateLatency,
  LatencyExpectation,
  summarize,
} from './assertions/latency.ts';
import { evaluateReachable } from './assertions/reachable.ts';
import { describeStatus, evaluateStatus, StatusExpectation, statusFits } from './assertions/status.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { buildRequest, requestFields, slotsOf } from './request/build.ts';
import { toExchange } from './request/evidence.ts';
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

/** One exchange; `ms` from the request written to the last byte, null without a usable response. */
interface Sample extends Sent {
  readonly ms: number | null;
}

interface Judged extends Sample {
  readonly assertions: readonly AssertionResult[];
}

const problemOf = (outcome: HttpOutcome): Problem | undefined => (outcome.ok ? undefined : outcome.problem);
const phasesOf = (outcome: HttpOutcome): Phases => (outcome.ok ? outcome.response.phases : outcome.phases);
const bytesOf = (outcome: HttpOutcome): number => (outcome.ok ? outcome.response.body.byteLength : 0);

async function judge(input: Input, one: Sample): Promise<Judged> {
  const { outcome } = one;
  const { expect } = input.definition;
  const reachable = evaluateReachable(input.target.integration, problemOf(outcome));
  if (!outcome.ok) return { ...one, assertions: [reachable] };
  const { response } = outcome;
  const location = headerValue(response.headers, 'location');
  const document = expect.contract && input.contracts.get(expect.contract.openapi);
  const assertions = [
    reachable,
    evaluateStatus(expect.status, response.status, location),
    ...evaluateHeaders(expect.headers, response.headers),
    ...(expect.body ? evaluateBody(expect.body, response) : []),
    ...(expect.contract ? await evaluateContract(expect.contract, response, document) : []),
  ];
  return { ...one, assertions };
}

/** Bodies that wait to be judged; more are judged at once, so that the memory stays bounded. */
const MAX_WAITING_BYTES = 8 * 1_048_576;

/** Of many samples, keeps the exchange that best shows the outcome: the first failing, else the last. */
class Exhibit {
  readonly #input: Input;
  #waiting: Sample[] = [];
  #bytes = 0;
  #unusable: Judged | undefined;
  #broken: Judged | undefined;
  #last: Judged | undefined;

  constructor(input: Input) {
    this.#input = input;
  }

  /** Judging waits until nothing is in flight: it takes the processor, and would show as latency. */
  async add(one: Sample): Promise<void> {
    this.#waiting.push(one);
    this.#bytes += bytesOf(one.outcome);
    if (this.#bytes > MAX_WAITING_BYTES) await this.#judge();
  }

  /** With a declared cap on errors, samples within it do not decide. */
  async pick(tolerated: boolean): Promise<Judged | undefined> {
    await this.#judge();
    if (tolerated) return this.#broken ?? this.#last ?? this.#unusable;
    return this.#unusable ?? this.#broken ?? this.#last;
  }

  async #judge(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#bytes = 0;
    for (const one of waiting) {
      const judged = await judge(this.#input, one);
      if (judged.ms === null) this.#unusable ??= judged;
      else if (judged.assertions.some((assertion) => assertion.outcome !== 'pass')) this.#broken ??= judged;
      else this.#last = judged;
    }
  }
}

async function runSamples(input: Input, session: Session) {
  const { request, expect } = input.definition;
  const { latency, status } = expect;
  const built = buildRequest(request, input.parameters, input.target.baseUrl);
  const count = latency?.samples ?? 1;
  const exhibit = new Exhibit(input);
  const one = async (index: number): Promise<number | null> => {
    const sent = await session.exchange(built, request.redirects);
    const { firstByteMs = 0, bodyMs = 0, totalMs } = phasesOf(sent.outcome);
    const usable = sent.outcome.ok && statusFits(status, sent.outcome.response.status);
    const ms = usable ? firstByteMs + bodyMs : null;
    if (latency) input.progress({ event: 'sample', index, of: count, ms: ms ?? totalMs });
    await exhibit.add({ ...sent, ms });
    return ms;
  };
  const stop = () => input.signal.aborted || session.leftMs() <= 1;
  const taken = await sample(count, latency?.concurrency ?? 1, one, stop);
  // A sample that the deadline left no time for had no usable response either.
  const samples = Array.from({ length: count }, (_, index) => taken[index] ?? null);
  const cap = latency?.errorRate;
  const shown = await exhibit.pick(cap !== undefined && errorRate(samples) <= cap);
  return { samples, shown };
}

async function run(input: Input, ports: CheckPorts): Promise<KindOutcome> {
  const { request, expect } = input.definition;
  const begin = ports.clock.monotonicMs();
  // Before anything is sent: while a contract is compiled, no answer to this or any other check can be read.
  if (expect.contract) await prepareContract(expect.contract, input.contracts.get(expect.contract.openapi));
  const deadlineMs = Math.max(1, input.deadlineMs - (ports.clock.monotonicMs() - begin));
  const opened = await openSession({ ...input, deadlineMs }, request.auth, ports);
  if (!opened.ok) return { assertions: [], problem: opened.problem };
  const { samples, shown } = await runSamples(input, opened.session);
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
  describe: ({ request, expect: { status, headers, body, contract, latency } }) => ({
    asks: `${request.method} ${request.path}`,
    promises: [
      ...describeStatus(status),
      ...describeHeaders(headers),
      ...(body ? describeBody(body) : []),
      ...(contract ? describeContract(contract) : []),
      ...(latency ? describeLatency(latency) : []),
    ],
  }),
  run,
};
