// Sends one step of a sequence and says what came of it: its promises, the values that it captured, its evidence.
import { PlaybookError } from '../../errors/index.ts';
import type { AssertionResult, Problem } from '../../ports/result.ts';
import type { StepOutcome } from '../../ports/steps.ts';
import { capture } from '../assertions/capture.ts';
import { broken } from '../assertions/result.ts';
import { statusFits } from '../assertions/status.ts';
import { evaluateTarget, tookMs } from '../assertions/step-latency.ts';
import type { CheckInput, CheckPorts } from '../kind.ts';
import type { ParameterValues } from '../parameters.ts';
import { type BuiltRequest, buildRequest } from './build.ts';
import { phasesOf, problemOf, responseOf, toExchange } from './evidence.ts';
import { fillExpected } from './expected.ts';
import { judge } from './judge.ts';
import { sendAndFollow } from './send.ts';
import { openSession, type Sent } from './session.ts';
import { fillJson } from './slots.ts';
import { changes } from './step-use.ts';
import type { Step } from './steps.ts';

/** A step that was begun. */
export interface StepRun {
  readonly outcome: StepOutcome;
  readonly assertions: readonly AssertionResult[];
  readonly problem?: Problem | undefined;
  readonly captured: ParameterValues;
  /** What was sent and what came back; undefined when nothing left. */
  readonly sent?: Sent;
}

/** `input` with the signal and the time that this step may use. */
type Input = Omit<CheckInput<unknown>, 'definition'>;

interface Message {
  readonly request: BuiltRequest;
  readonly body: string | undefined;
}

/** Repeating a request with it makes nothing twice; the same for every attempt of one step of one run. */
export const idempotencyKey = (traceparent: string, step: string): string =>
  `${traceparent.split('-')[1]}-${step}`;

/** The request as it will be sent. Throws `invalid_parameter` when a value would change what it is. */
export function messageOf(step: Step, values: ParameterValues, input: Input): Message {
  const built = buildRequest(step.request, values, input.target.baseUrl);
  const { body, headers } = step.request;
  const text = body === undefined ? undefined : JSON.stringify(fillJson(body, values));
  const own: [string, string][] = changes(step)
    ? [['idempotency-key', idempotencyKey(input.traceparent, step.name)]]
    : [];
  if (text !== undefined && headers['content-type'] === undefined)
    own.push(['content-type', 'application/json']);
  return { request: { ...built, headers: [...built.headers, ...own] }, body: text };
}

type Exchanged = { readonly sent: Sent } | { readonly problem: Problem };

async function exchange(
  step: Step,
  { request, body }: Message,
  values: ParameterValues,
  input: Input,
  ports: CheckPorts,
): Promise<Exchanged> {
  const { redirects, bearer, auth, connection } = step.request;
  // A kept connection could drop a change half-way.
  const how = { body, fresh: changes(step) || connection === 'fresh' };
  if (bearer !== undefined) {
    const headers = [['authorization', `Bearer ${values[bearer]}`]] as const;
    return { sent: await sendAndFollow({ request, granted: { headers }, ...how }, redirects, input, ports) };
  }
  const opened = await openSession({ ...input, definition: undefined }, auth, ports);
  if (!opened.ok) return { problem: opened.problem };
  return { sent: await opened.session.exchange(request, { redirects, ...how }) };
}

function outcomeOf(assertions: readonly AssertionResult[], problem?: Problem): StepOutcome['outcome'] {
  const all = [...assertions.map((one) => one.outcome), ...(problem ? [problem.outcome] : [])];
  if (all.includes('error')) return 'error';
  return all.includes('fail') ? 'fail' : 'pass';
}

/** Captured values, and how capturing them went; an answer of another status than expected promised none. */
function capturedBy(step: Step, sent: Sent, ports: CheckPorts) {
  const response = responseOf(sent.outcome);
  if (response === undefined || response.status >= 400) return { captured: {}, assertions: [] };
  const all = capture(step.capture, response);
  for (const { secret, value } of all) if (secret && value !== undefined) ports.secrets.add(String(value));
  const captured = Object.fromEntries(
    all.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const])),
  );
  const promised = statusFits(step.expect.status, response.status);
  return { captured, assertions: promised ? all.map(({ assertion }) => assertion) : [] };
}

/** Whether the answer came in time; one that never came is told as that. */
function timeliness({ expect: { latency } }: Step, { outcome }: Sent): AssertionResult[] {
  if (latency === undefined || !outcome.ok) return [];
  return [evaluateTarget(latency, tookMs(outcome.response.phases), 'the answer')];
}

/** A captured value that fits nowhere in the request; those of parameters were tried before anything was sent. */
function unfit(step: Step, error: unknown): AssertionResult {
  if (!(error instanceof PlaybookError) || error.code !== 'invalid_parameter') throw error;
  const claim = {
    assertion: 'capture',
    title: 'captured values fit the request',
    expected: step.request.path,
  };
  return broken(claim, null, 'unsafe', error.message);
}

export async function runStep(
  step: Step,
  values: ParameterValues,
  input: Input,
  ports: CheckPorts,
): Promise<StepRun> {
  const { name, cleanup } = step;
  const told = (assertion: AssertionResult): AssertionResult => {
    const named = { ...assertion, step: name };
    input.progress({ event: 'assertion', assertion: named });
    return named;
  };
  let message: Message;
  try {
    message = messageOf(step, values, input);
  } catch (error) {
    const assertions = [told(unfit(step, error))];
    return { outcome: { name, outcome: 'fail', cleanup }, assertions, captured: {} };
  }
  const startedAt = ports.clock.now().toISOString();
  const made = await exchange(step, message, values, input, ports);
  if ('problem' in made) {
    const { problem } = made;
    return { outcome: { name, outcome: problem.outcome, cleanup }, assertions: [], problem, captured: {} };
  }
  const { sent } = made;
  const { captured, assertions: captures } = capturedBy(step, sent, ports);
  const judged = await judge(input, fillExpected(step.expect, values), sent.outcome, ports.clock.now());
  const assertions = [...judged, ...timeliness(step, sent), ...captures].map(told);
  const problem = problemOf(sent.outcome);
  const evidence = toExchange(sent.request, sent.granted, responseOf(sent.outcome), message.body);
  return {
    outcome: {
      ...{ name, outcome: outcomeOf(assertions, problem), cleanup },
      ...{ startedAt, phases: phasesOf(sent.outcome), exchange: evidence },
    },
    ...{ assertions, problem, captured, sent },
  };
}
