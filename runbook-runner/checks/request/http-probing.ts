// How a check of the kind `http` runs. No schema is loaded for it: what it is handed was parsed before.
import type { KindOutcome } from '../../ports/result.ts';
import { ABOUT_ANSWERS, askedOf, prepareAnswers } from '../assertions/answers.ts';
import { type Assertion, erase } from '../assertions/assertion.ts';
import { describeCaptures } from '../assertions/capture.ts';
import { evaluateLatency, latencyAssertion } from '../assertions/latency.ts';
import { errorRate, type Sample, summarize } from '../assertions/percentiles.ts';
import { quotaOf } from '../assertions/quota-fields.ts';
import { statusFits } from '../assertions/status.ts';
import { describeTarget } from '../assertions/step-latency.ts';
import type { CheckInput, CheckPorts, Description, Probing } from '../kind.ts';
import { buildRequest } from './build.ts';
import { phasesOf, problemOf, responseOf, toExchange } from './evidence.ts';
import { Exhibit } from './exhibit.ts';
import { fillExpected } from './expected.ts';
import type { HttpCheck, OneRequest, Sequence } from './http-schema.ts';
import { judge } from './judge.ts';
import { sample } from './sampling.ts';
import { openSession, type Session } from './session.ts';
import { CLEANUP_MS } from './step-use.ts';
import type { Step } from './steps.ts';

type Input = CheckInput<OneRequest>;

/** Everything that a single request can be held to. */
export const OF_ONE_REQUEST: readonly Assertion<unknown, never>[] = [
  ...ABOUT_ANSWERS,
  erase(latencyAssertion),
];

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
  const { runSequence } = await import('./sequence.ts');
  return runSequence({ ...input, definition }, ports);
}

const promisesOf = ({ name, expect, capture }: Step): string[] =>
  [
    ...askedOf(expect, ABOUT_ANSWERS).flatMap(({ assertion, expected }) => assertion.describe(expected)),
    ...describeTarget(expect.latency, 'the answer'),
    ...describeCaptures(capture),
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

export const httpProbing: Probing<HttpCheck> = {
  describe(definition) {
    if ('steps' in definition) return describeSequence(definition);
    const { request, expect } = definition;
    return {
      asks: `${request.method} ${request.path}`,
      promises: askedOf(expect, OF_ONE_REQUEST).flatMap(({ assertion, expected }) =>
        assertion.describe(expected),
      ),
    };
  },
  windUpMs: (definition) =>
    'steps' in definition && definition.steps.some((one) => one.cleanup) ? CLEANUP_MS : 0,
  run,
};
