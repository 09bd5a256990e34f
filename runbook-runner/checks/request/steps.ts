// What a sequence is made of: steps with requests that may change something, and what lint asks of them as a whole.
import { z } from 'zod';
import { notBoth } from '../../ports/editor-rules.ts';
import { answerExpectations } from '../assertions/answers-schema.ts';
import { Captures } from '../assertions/capture-schema.ts';
import { StepLatency } from '../assertions/step-latency-schema.ts';
import { ConnectionUse } from './connection.ts';
import { slotsExpected } from './expected.ts';
import { requestFields } from './fields.ts';
import { changes, isReading, namesIn, READING } from './step-use.ts';

const StepRequest = z
  .strictObject({
    method: z
      .enum([...READING, 'POST', 'PUT', 'PATCH', 'DELETE'])
      .default('GET')
      .describe('The last four change something, and run only where the environment allows it.'),
    ...requestFields,
    bearer: z
      .string()
      .optional()
      .describe('Name of a captured secret that is sent as bearer token, in place of `auth`.'),
    body: z.json().optional().describe('JSON to send; a text that is one {slot} becomes the value.'),
    redirects: z.int().min(0).max(5).default(0).describe('Redirects to follow; none unless declared.'),
    connection: ConnectionUse,
  })
  .refine(({ auth, bearer }) => auth === undefined || bearer === undefined, {
    error: 'a request has either `auth` or `bearer`',
  })
  .meta(notBoth('auth', 'bearer'))
  .refine(({ method, body, redirects }) => (isReading(method) ? body === undefined : redirects === 0), {
    error: 'a request that reads has no body, and one that changes follows no redirect',
  })
  .describe('The request that is sent.');

const Step = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name has lower-case letters, digits, hyphens')
    .describe('What results call the step.'),
  request: StepRequest,
  expect: z
    .strictObject({ ...answerExpectations, latency: StepLatency })
    .prefault({})
    .describe('What the answer must hold to.'),
  capture: Captures.default({}),
  cleanup: z
    .boolean()
    .default(false)
    .describe('Runs at the end whatever happened before, so that nothing is left behind.'),
});
export type Step = z.output<typeof Step>;

export const Steps = z
  .array(Step)
  .min(2)
  .max(8)
  .superRefine((steps, context) => {
    for (const { at, message } of faults(steps)) context.addIssue({ code: 'custom', path: at, message });
  })
  .describe('Requests that are sent one after the other; a step that fails ends them, but for cleaning up.');
export type Steps = z.output<typeof Steps>;

interface Fault {
  readonly at: (string | number)[];
  readonly message: string;
}

/** What one step makes of those before it: `before` are the captured names, with whether each is a secret. */
function faultsOf(step: Step, index: number, steps: Steps, before: ReadonlyMap<string, boolean>): Fault[] {
  const found: Fault[] = [];
  const tell = (message: string, ...at: string[]) => found.push({ at: [index, ...at], message });
  const { bearer, auth } = step.request;
  if (steps.findIndex(({ name }) => name === step.name) < index) tell('another step has this name', 'name');
  if (!step.cleanup && steps[index - 1]?.cleanup) tell('steps that clean up stand at the end', 'cleanup');
  const later = steps.slice(index).flatMap(({ capture }) => Object.keys(capture));
  const early = namesIn(step).find((slot) => later.includes(slot) && !before.has(slot));
  const awaited = step.cleanup ? slotsExpected(step.expect).find((slot) => before.has(slot)) : undefined;
  if (awaited !== undefined) tell(`it cleans up even where {${awaited}} was not captured`, 'expect', 'body');
  if (early !== undefined) {
    const at = slotsExpected(step.expect).includes(early) ? ['expect', 'body'] : ['request'];
    tell(`{${early}} is captured only after it is used`, ...at);
  }
  const twice = Object.keys(step.capture).find((name) => before.has(name));
  if (twice !== undefined) tell('an earlier step captures this name', 'capture', twice);
  if (bearer !== undefined && before.get(bearer) !== true) {
    tell('no earlier step captures a secret of this name', 'request', 'bearer');
  }
  const first = steps.find((one) => one.request.auth !== undefined)?.request.auth;
  if (auth !== undefined && auth !== first) {
    tell(`a sequence has one auth method, and an earlier step has ${first}`, 'request', 'auth');
  }
  return found;
}

function faults(steps: Steps): Fault[] {
  const before = new Map<string, boolean>();
  const found = steps.flatMap((step, index) => {
    const of = faultsOf(step, index, steps, before);
    for (const [name, { secret }] of Object.entries(step.capture)) before.set(name, secret);
    return of;
  });
  const changing = steps.findIndex((step) => changes(step) && !step.cleanup);
  if (changing >= 0 && !steps.some(({ cleanup }) => cleanup)) {
    const message =
      'a check leaves nothing behind: a step that changes something needs one with `cleanup: true`';
    found.push({ at: [changing, 'request', 'method'], message });
  }
  if (steps.every(({ cleanup }) => cleanup))
    found.push({ at: [], message: 'one step at least does not clean up' });
  return found;
}
