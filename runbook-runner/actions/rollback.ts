// The action kind `rollback`: goes back to an earlier revision of a configuration, after what must hold was looked at.
import { z } from 'zod';
import { headerValue } from '../checks/assertions/headers.ts';
import { broken, kept, unknown } from '../checks/assertions/result.ts';
import { slotsIn } from '../checks/assertions/slots.ts';
import type { CheckPorts } from '../checks/kind.ts';
import { requestFields } from '../checks/request/fields.ts';
import { fillText } from '../checks/request/slots.ts';
import type { AssertionResult, Problem } from '../ports/result.ts';
import {
  type ActionInput,
  type ActionKind,
  type ActionOutcome,
  type ActionPlan,
  type Stage,
  settled,
  stopped,
  type ValueChange,
  type Way,
} from './kind.ts';
import { beforeOf } from './request/before.ts';
import { type ChangeRequest, changeRequest, sendChange, toBeSent } from './request/change.ts';
import { getJson, untold, whyUnread } from './request/read.ts';
import { inWords, sameValue } from './request/values.ts';

const RollbackOperation = z.strictObject({
  rollback: z
    .strictObject({ path: requestFields.path, auth: requestFields.auth })
    .describe('Where GET with ?revision= answers the plan, and POST { revision } rolls back.'),
  to: z
    .union([z.int().min(1), z.string().regex(/^\{[a-z0-9-]+\}$/, 'is one {slot}')])
    .describe('Revision to go back to; a text that is one {slot} becomes the value.'),
});
type RollbackOperation = z.output<typeof RollbackOperation>;
type Input = ActionInput<RollbackOperation>;

const Difference = z.object({ path: z.string(), from: z.unknown().optional(), to: z.unknown().optional() });

/** What the service says that the rollback would do. */
const Foretold = z.object({
  revision: z.int(),
  target: z.int(),
  changes: z.array(Difference),
  stages: z.array(z.object({ name: z.string(), expectedMs: z.number() })).default([]),
  atRisk: z.record(z.string(), z.object({ count: z.number(), amount: z.number().optional() })).default({}),
});
type Foretold = z.output<typeof Foretold>;

const Before = z.object({
  revision: z.int(),
  target: z.int(),
  ifMatch: z.string().optional(),
  changes: z.array(Difference),
  /** What the service does with the one request; records of earlier versions don't tell. */
  stages: Foretold.shape.stages,
});
type Before = z.output<typeof Before>;

type Told =
  | { readonly ok: true; readonly told: Foretold; readonly ifMatch: string | undefined }
  | { readonly ok: false; readonly problem: Problem };

const revisionOf = ({ operation, parameters }: Input): number =>
  Number(typeof operation.to === 'number' ? operation.to : fillText(operation.to, parameters));

async function foretell(input: Input, ports: CheckPorts, revision: number): Promise<Told> {
  const { path, auth } = input.operation.rollback;
  const document = await getJson({ path, auth, query: { revision } }, input, ports);
  if (!document.ok) return document;
  const told = Foretold.safeParse(document.value);
  const ifMatch = headerValue(document.response.headers, 'etag');
  if (!told.success) return untold(`The plan of the rollback cannot be read: ${z.prettifyError(told.error)}`);
  const { target } = told.data;
  if (target === revision) return { ok: true, told: told.data, ifMatch };
  return untold(
    `The service told the plan of a rollback to revision ${target}, and was asked for ${revision}.`,
    'A change of another revision is not made.',
  );
}

function risksOf({ atRisk }: Foretold): string[] {
  return Object.entries(atRisk)
    .filter(([, { count }]) => count > 0)
    .map(
      ([name, { count, amount }]) => `${name}: ${count}${amount === undefined ? '' : ` (amount ${amount})`}`,
    );
}

/** The service does its own stages with one request, and tells of none while it does. */
function rollBackStage({ target, stages }: Pick<Before, 'target' | 'stages'>): Stage {
  const stage = { id: 'roll-back', title: `Roll back to revision ${target}` };
  if (stages.length === 0) return stage;
  const title = `${stage.title} (${stages.map(({ name }) => name).join('; ')})`;
  return { ...stage, title, expectedMs: stages.reduce((sum, { expectedMs }) => sum + expectedMs, 0) };
}

const CONFIRM: Stage = { id: 'confirm', title: 'Confirm what is in force' };

function request(input: Input, { target, ifMatch }: Pick<Before, 'target' | 'ifMatch'>): ChangeRequest {
  const { path, auth } = input.operation.rollback;
  const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
  return changeRequest({ method: 'POST', path, headers, body: { revision: target }, auth }, input);
}

function planned(input: Input, { told, ifMatch }: Extract<Told, { ok: true }>): ActionPlan {
  const { revision, target, changes, stages } = told;
  const before = { revision, target, ifMatch, changes, stages };
  if (changes.length === 0)
    return settled(before, `Revision ${revision} is as revision ${target} was: nothing has to be sent.`);
  const made = request(input, before);
  const summary = `${made.request.method} ${made.request.url}: from revision ${revision} back to ${target}`;
  return {
    summary,
    ...toBeSent(made),
    changes,
    before,
    stages: [rollBackStage(before), CONFIRM],
    risks: risksOf(told),
  };
}

async function plan(input: Input, ports: CheckPorts): Promise<ActionPlan> {
  const told = await foretell(input, ports, revisionOf(input));
  return told.ok ? planned(input, told) : stopped('error', told.problem);
}

const inForce = (target: number) => ({
  assertion: 'settings',
  title: `what is in force is as revision ${target}`,
  expected: target,
});

/** Whether what is in force differs in nothing from the revision that was wanted. */
async function evaluateForce(input: Input, ports: CheckPorts, target: number): Promise<AssertionResult> {
  const claim = inForce(target);
  const now = await foretell(input, ports, target);
  if (!now.ok) return unknown(claim, now.problem.message);
  const { changes, revision } = now.told;
  if (changes.length === 0) return kept(claim, revision);
  return broken(claim, revision, 'not-set', `It still differs: ${changes.map(inWords).join(', ')}.`);
}

const CHANGED: Problem = {
  class: 'changed-meanwhile',
  outcome: 'fail',
  message:
    'Someone else changed the configuration between the look and the rollback; nothing was overwritten.',
  hint: 'Look at the plan anew.',
};

async function stateNow(input: Input, ports: CheckPorts, { revision, target }: Before): Promise<string> {
  const now = await foretell(input, ports, target);
  if (!now.ok) return `Nobody could read which revision is in force: ${whyUnread(now.problem, input)}`;
  return `Revision ${now.told.revision} is in force; it was ${revision} before.`;
}

async function run(input: Input, ports: CheckPorts): Promise<ActionOutcome> {
  const before = beforeOf(Before, input.before);
  if (before.changes.length === 0) return { status: 'done', unchanged: true };
  let lost = false;
  const outcome = await input.stage(rollBackStage(before), async (key) => {
    const sent = await sendChange(request({ ...input, idempotencyKey: key }, before), input, ports);
    lost = sent.response?.status === 412;
    return sent.outcome;
  });
  if (outcome.status !== 'done') {
    const state = await stateNow(input, ports, before);
    return lost ? { ...outcome, status: 'refused', problem: CHANGED, state } : { ...outcome, state };
  }
  const assertions: AssertionResult[] = [];
  const confirmed = await input.stage(CONFIRM, async () => {
    assertions.push(await evaluateForce(input, ports, before.target));
    return { status: 'done' };
  });
  // What nobody looked at does not count as seen.
  if (confirmed.status !== 'done')
    assertions.push(unknown(inForce(before.target), confirmed.problem?.message ?? 'Nobody looked.'));
  return { ...outcome, assertions };
}

/** The same differences, turned round: nobody else has changed anything since. */
function isReverse(now: readonly ValueChange[], done: readonly ValueChange[]): boolean {
  return (
    now.length === done.length &&
    done.every(({ path, from, to }) => {
      const found = now.find((one) => one.path === path);
      return found !== undefined && sameValue(found.from, to) && sameValue(found.to, from);
    })
  );
}

const back: Way<RollbackOperation> = {
  async plan(input, ports) {
    const { revision, changes } = beforeOf(Before, input.before);
    const told = await foretell(input, ports, revision);
    if (!told.ok) return stopped('error', told.problem);
    const { changes: now, revision: current } = told.told;
    if (now.length === 0 || isReverse(now, changes)) return planned(input, told);
    const message = `Revision ${current} is in force, and someone else changed it since the rollback: going back to ${revision} would change ${now.map(inWords).join(', ')}. Nothing was changed.`;
    const hint = 'Ask who changed it. What should hold is set by another action.';
    return stopped('unmet', { class: 'changed-meanwhile', outcome: 'fail', message, hint });
  },
  run,
};

export const rollbackAction: ActionKind<RollbackOperation> = {
  kind: 'rollback',
  title: 'Rollback',
  summary:
    'Goes back to an earlier revision of a configuration, when its preconditions hold. Shows what that changes, its stages with the time that they usually take, and what is at risk. Its undo goes forward again unless someone else changed it since.',
  schema: RollbackOperation,
  example: `title: Roll the configuration back
description: order-sync works with an earlier revision of its configuration. Accepted orders are kept.
integration: order-sync
kind: rollback
parameters: { revision: { type: integer, min: 1, max: 100000, describe: Revision to go back to. } }
do:
  rollback: { path: /config/rollback, auth: order-sync-operator }
  to: '{revision}'
preconditions:
  - order-sync-live
  - { on: verdict, check: order-sync-orders-flow, is: fail }
verify: [order-sync-orders-flow]
deadline: 20s
`,
  references: ({ rollback, to }) => ({
    ...(rollback.auth === undefined ? {} : { auth: rollback.auth }),
    contracts: [],
    parameters: [...slotsIn(rollback.path), ...(typeof to === 'string' ? slotsIn(to) : [])],
  }),
  reads: true,
  guarded: true,
  plan,
  run,
  back: () => back,
};
