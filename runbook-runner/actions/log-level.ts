// The action kind `log-level`: logs more for a while, and looks in the log whether what is needed really arrives there.
import { z } from 'zod';
import { broken, kept, unknown } from '../checks/assertions/result.ts';
import type { CheckPorts } from '../checks/kind.ts';
import { requestFields } from '../checks/request/fields.ts';
import { DurationText } from '../ports/duration-text.ts';
import type { AssertionResult, Problem } from '../ports/result.ts';
import {
  type ActionInput,
  type ActionKind,
  type ActionOutcome,
  type ActionPlan,
  settled,
  stopped,
  type ValueChange,
  type Way,
} from './kind.ts';
import { beforeOf } from './request/before.ts';
import { type ChangeRequest, changeRequest, sendChange, toBeSent } from './request/change.ts';
import { get, getJson, untold } from './request/read.ts';
import { changesOf, foreign, inWords, stateOf } from './request/values.ts';

const LogLevelOperation = z.strictObject({
  logging: z
    .strictObject({ path: requestFields.path, auth: requestFields.auth })
    .describe(
      'What is logged now: GET answers { level, fields, until }, PUT takes { level, fields, untilSeconds }.',
    ),
  level: z.string().min(1).describe('Level that is switched on, such as debug.'),
  fields: z
    .array(z.string().min(1))
    .min(1)
    .describe('Fields to capture; each must be found in the log afterwards.'),
  log: z
    .strictObject({
      path: requestFields.path,
      query: requestFields.query,
      within: DurationText.prefault('10s').describe('How long new entries are waited for.'),
    })
    .describe('Where the log is read: a JSON object a line.'),
});
type LogLevelOperation = z.output<typeof LogLevelOperation>;
type Input = ActionInput<LogLevelOperation>;

const Logging = z.object({
  level: z.string(),
  fields: z.array(z.string()),
  until: z.iso.datetime({ offset: true }).nullish(),
});
type Logging = z.output<typeof Logging>;

const Before = z.object({ logging: Logging, changes: z.array(z.custom<ValueChange>()) });

type Now = { readonly ok: true; readonly now: Logging } | { readonly ok: false; readonly problem: Problem };

async function read(input: Input, ports: CheckPorts): Promise<Now> {
  const document = await getJson(input.operation.logging, input, ports);
  if (!document.ok) return document;
  const now = Logging.safeParse(document.value);
  if (now.success) return { ok: true, now: now.data };
  return untold('The service tells its logging in another form than { level, fields, until }.');
}

/** What is asked for, as the service takes it; `untilSeconds` lets it end even if nobody comes back. */
type Wanted = {
  readonly level: string;
  readonly fields: readonly string[];
  readonly untilSeconds: number | null;
};

const request = (input: Input, wanted: Wanted): ChangeRequest =>
  changeRequest({ method: 'PUT', ...input.operation.logging, body: wanted }, input);

function planned(
  input: Input,
  wanted: Wanted,
  logging: Logging,
  changes: readonly ValueChange[],
): ActionPlan {
  const before = { logging, changes };
  if (changes.length === 0) return settled(before);
  const made = request(input, wanted);
  const summary = `${made.request.method} ${made.request.url}: ${changes.map(inWords).join(', ')}`;
  return { summary, ...toBeSent(made), changes, before };
}

function wantedOf({ operation, expiresMs }: Input): Wanted {
  const { level, fields } = operation;
  return { level, fields, untilSeconds: expiresMs === undefined ? null : Math.ceil(expiresMs / 1000) };
}

async function plan(input: Input, ports: CheckPorts): Promise<ActionPlan> {
  const found = await read(input, ports);
  if (!found.ok) return stopped('error', found.problem);
  const { level, fields } = input.operation;
  return planned(input, wantedOf(input), found.now, changesOf(found.now, { level, fields }));
}

/** The lines of the log, newest last. */
async function lines(input: Input, ports: CheckPorts): Promise<readonly string[] | Problem> {
  const { logging, log } = input.operation;
  const answer = await get({ ...log, auth: logging.auth }, input, ports);
  if (!answer.ok) return answer.problem;
  return new TextDecoder()
    .decode(answer.response.body)
    .split('\n')
    .filter((line) => line !== '');
}

const isProblem = (value: readonly string[] | Problem): value is Problem => 'class' in value;

/** Which of the fields an entry lacks. */
function missingIn(line: string, fields: readonly string[]): readonly string[] {
  try {
    const entry: unknown = JSON.parse(line);
    if (typeof entry !== 'object' || entry === null) return fields;
    return fields.filter((field) => !Object.hasOwn(entry, field) || Reflect.get(entry, field) === null);
  } catch {
    return fields;
  }
}

const LOOK_EVERY_MS = 200;

/** Waits for an entry that was not there before and has every field. */
async function evaluateLog(
  input: Input,
  ports: CheckPorts,
  old: readonly string[],
): Promise<AssertionResult> {
  const { fields, log } = input.operation;
  const claim = { assertion: 'captured', title: `the log has ${fields.join(', ')}`, expected: [...fields] };
  const known = new Set(old);
  const end = ports.clock.monotonicMs() + log.within.ms;
  for (;;) {
    const now = await lines(input, ports);
    if (isProblem(now)) return unknown(claim, now.message);
    const fresh = now.filter((line) => !known.has(line)).map((line) => missingIn(line, fields));
    if (fresh.some((missing) => missing.length === 0)) return kept(claim, 'an entry with all of them');
    if (ports.clock.monotonicMs() + LOOK_EVERY_MS >= end) return lacking(claim, fresh, log.within.text);
    await ports.clock.sleep(LOOK_EVERY_MS, input.signal);
  }
}

function lacking(
  claim: Parameters<typeof broken>[0],
  fresh: readonly (readonly string[])[],
  within: string,
): AssertionResult {
  if (fresh.length === 0)
    return broken(claim, 'no new entry', 'no-entry', `No new entry came within ${within}.`);
  const [best = []] = [...fresh].sort((left, right) => left.length - right.length);
  const detail = `Of ${fresh.length} new entries none has all fields; the nearest lacks ${best.join(', ')}.`;
  return broken(claim, `without ${best.join(', ')}`, 'missing', detail);
}

async function run(input: Input, ports: CheckPorts): Promise<ActionOutcome> {
  const { changes } = beforeOf(Before, input.before);
  const old = await lines(input, ports);
  if (isProblem(old)) return { status: 'error', problem: old };
  if (changes.length === 0) {
    return { status: 'done', unchanged: true, assertions: [await evaluateLog(input, ports, old)] };
  }
  const outcome = await put(input, ports, wantedOf(input), changes);
  if (outcome.status !== 'done') return outcome;
  return { ...outcome, assertions: [await evaluateLog(input, ports, old)] };
}

async function put(
  input: Input,
  ports: CheckPorts,
  wanted: Wanted,
  changes: readonly ValueChange[],
): Promise<ActionOutcome> {
  const { outcome } = await sendChange(request(input, wanted), input, ports);
  if (outcome.status === 'done') return outcome;
  const after = await read(input, ports);
  return { ...outcome, state: after.ok ? stateOf(after.now, changes) : after.problem.message };
}

/** What was set before, and for as long as it had left: a level that had ended meanwhile ends within a second. */
function wantedBefore({ level, fields, until }: Logging, now: Date): Wanted {
  const leftMs = until ? Date.parse(until) - now.getTime() : undefined;
  return { level, fields, untilSeconds: leftMs === undefined ? null : Math.max(1, Math.ceil(leftMs / 1000)) };
}

const back: Way<LogLevelOperation> = {
  async plan(input, ports) {
    const found = await read(input, ports);
    if (!found.ok) return stopped('error', found.problem);
    const { logging, changes } = beforeOf(Before, input.before);
    const others = foreign(found.now, changes);
    if (others.length > 0) {
      const message = `Someone else changed the logging meanwhile: ${others.join('; ')}. Nothing was put back.`;
      return stopped('unmet', { class: 'changed-meanwhile', outcome: 'fail', message });
    }
    const { level, fields } = logging;
    const again = changesOf(found.now, { level, fields });
    const wanted = wantedBefore(logging, ports.clock.now());
    return { ...planned(input, wanted, logging, again), before: { logging, changes: again } };
  },
  async run(input, ports) {
    const { logging, changes } = beforeOf(Before, input.before);
    if (changes.length === 0) return { status: 'done', unchanged: true };
    return put(input, ports, wantedBefore(logging, ports.clock.now()), changes);
  },
};

export const logLevelAction: ActionKind<LogLevelOperation> = {
  kind: 'log-level',
  title: 'Log level',
  summary:
    'Switches detailed logging on for a while, and reads the log afterwards: unless the fields are there, it is not verified. Its undo sets what was set before.',
  schema: LogLevelOperation,
  example: `title: Log each exchange with Lumenpay
description: order-sync logs status, time and request id of each exchange, which the vendor asks for.
integration: order-sync
kind: log-level
do:
  logging: { path: /logging, auth: order-sync-operator }
  level: debug
  fields: [upstream, status, durationMs, requestId]
  log: { path: /log, query: { event: upstream.exchange, limit: 200 }, within: 5s }
verify: [order-sync-live]
expires: 1h
`,
  references: ({ logging }) => ({
    ...(logging.auth === undefined ? {} : { auth: logging.auth }),
    contracts: [],
  }),
  reads: true,
  temporary: true,
  plan,
  run,
  back: () => back,
};
