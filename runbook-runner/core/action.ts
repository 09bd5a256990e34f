// Actions: what may be done, in which environment and with whose word, and the same for taking it back.
import { type ErrorCode, PlaybookError } from '../errors/index.ts';
import type { ActionDefinition, Playbook } from '../playbook/playbook.ts';
import type { Environment } from '../playbook/schema/environment.ts';
import type { RunRecord } from '../ports/store.ts';
import { parametersOf } from './admit.ts';
import { type Change, makeChange, recordLook } from './change.ts';
import type { Core } from './core.ts';
import { digestOf } from './digest.ts';
import { find } from './find.ts';
import { mayHold } from './may-hold.ts';
import { needApproval } from './need-approval.ts';
import type { ActionOrder, ActionResult, Observer, UndoOrder } from './orders.ts';
import { isAbsent, isUndoable, planChange } from './planning.ts';
import { PRODUCTION } from './production.ts';
import { PLACEHOLDER } from './redaction.ts';
import { agreedSeal } from './seal.ts';
import { settledRun } from './settled.ts';
import { findEnvironment, locate, targetOrThrow } from './target.ts';

function refuse(code: ErrorCode, message: string, hint: string): never {
  throw new PlaybookError(code, message, { hint });
}

/** Takes an action, or plans it when the order is a dry run. */
export async function act(core: Core, order: ActionOrder, observer: Observer): Promise<ActionResult> {
  const playbook = await core.playbook();
  const definition = find('action', playbook.actions, order.action);
  const seal =
    (await agreedSeal(core, playbook, order, { offers: `actions/${definition.id}` })) ?? definition.seal;
  const parameters = await parametersOf(definition, order.parameters);
  const parts = { definition, parameters, seal, operation: definition.do };
  const change = await changeOf(core, playbook, order, parts);
  if (order.dryRun) return recordLook(core, change, await planChange(core, change));
  const around = [...definition.verify, ...definition.preconditions.map(({ check }) => check)];
  await approved(core, playbook, definition, order.environment, around);
  requireConsent(order);
  requirePerson(definition, order, change.declared);
  return makeChange(core, change, observer);
}

/** What verifies an action must be approved before it too: afterwards nobody could tell whether it helped.
 * So must what has to hold before it. */
async function approved(
  core: Core,
  playbook: Playbook,
  definition: ActionDefinition,
  environment: string,
  around: readonly string[] = [],
): Promise<void> {
  const declared = findEnvironment(playbook, definition.integration, environment);
  const checks = [...new Set(around)].map((id) => find('check', playbook.checks, id));
  await needApproval(core, playbook, declared, [
    { room: 'actions', definition, environment },
    ...checks.map((check) => ({ room: 'checks', definition: check, environment }) as const),
  ]);
}

type Parts = Pick<Change, 'definition' | 'parameters' | 'seal' | 'operation'>;

const requestOf = (parameters: Change['parameters'], reason: string | undefined) => ({
  parameters,
  ...(reason === undefined ? {} : { reason }),
});

async function changeOf(core: Core, playbook: Playbook, order: ActionOrder, parts: Parts): Promise<Change> {
  const { definition, parameters } = parts;
  const { reason, environment } = order;
  const taken = await way(core, playbook, definition, environment);
  const request = requestOf(parameters, reason);
  return {
    ...parts,
    ...taken,
    kind: 'action',
    asked: { ...order, idempotencyKey: order.idempotencyKey ?? crypto.randomUUID() },
    request,
    requestDigest: digestOf({ action: definition.id, environment, ...request }),
    undoes: null,
    confirmed: order.planned,
  };
}

/** Kind and target of an action in an environment. Throws `read_only` and `sandbox_not_running`. */
async function way(core: Core, playbook: Playbook, definition: ActionDefinition, environment: string) {
  const actionKind = (await core.deps.kinds()).actions.get(definition.kind);
  if (actionKind === undefined)
    throw new PlaybookError('internal', `There is no action kind "${definition.kind}".`);
  const secured = actionKind.passage !== false;
  const place = await locate(core, playbook, { integration: definition.integration, environment, secured });
  if (place.environment.readOnly) {
    refuse(
      'read_only',
      `${definition.integration} takes no action in ${environment}.`,
      'Its page declares `readOnly`.',
    );
  }
  return {
    actionKind,
    target: targetOrThrow(place),
    concurrency: place.concurrency,
    declared: place.environment,
  };
}

/** Drills and automations have nobody who looks; some changes are for people alone, or for people outside the sandbox. */
function requirePerson(
  { id, title, unattended }: ActionDefinition,
  { environment, ...order }: ActionOrder,
  declared: Environment,
): void {
  const provable = unattended === 'sandbox' && 'sandbox' in declared;
  if (order.unattended !== true || unattended === 'allowed' || provable) return;
  const where = unattended === 'never' ? 'is never' : `in ${environment} is not`;
  refuse(
    'person_required',
    `“${title}” ${where} run unattended.`,
    `A person runs it: npm run -s playbook -- action ${id} --env ${environment}. Or its definition says \`unattended: allowed\`.`,
  );
}

type Consent = Pick<ActionOrder, 'environment' | 'confirm' | 'reason'>;

function requireConsent({ environment, confirm, reason }: Consent): void {
  if (environment !== PRODUCTION) return;
  if (confirm !== PRODUCTION) {
    refuse(
      'confirmation_required',
      `This changes ${PRODUCTION}.`,
      `Type the environment's name to confirm: ${PRODUCTION}`,
    );
  }
  if (!reason?.trim()) {
    refuse(
      'confirmation_required',
      `A change of ${PRODUCTION} needs a reason.`,
      'Say why in a sentence; it is recorded.',
    );
  }
}

/** Takes a finished action back, with the parameters that it was done with. */
export async function undo(
  core: Core,
  id: string,
  order: UndoOrder,
  observer: Observer,
): Promise<ActionResult> {
  const record = await settledRun(core, id, order.actor);
  refuseUndo(record);
  const { foreseen, confirm, reason, ...given } = order;
  const playbook = await core.playbook();
  const definition = find('action', playbook.actions, record.subject);
  const seal = (await agreedSeal(core, playbook, given)) ?? definition.seal;
  const { parameters = {}, before } = (record.request ?? {}) as Kept;
  const { environment } = record;
  const going = await way(core, playbook, definition, environment);
  if (!isUndoable({ definition, ...going })) {
    refuse('not_undoable', `"${definition.title}" has no way back.`, 'Its definition marks it irreversible.');
  }
  refuseLost(definition, parameters);
  await approved(core, playbook, definition, environment);
  if (!foreseen) requireConsent({ environment, confirm, reason });
  const operation = isAbsent(definition.undo) ? definition.do : definition.undo;
  return makeChange(
    core,
    {
      ...{ ...going, kind: 'undo', definition, operation, parameters, seal, undoes: id, before },
      asked: {
        ...given,
        environment,
        parent: given.parent ?? record.parent ?? undefined,
        step: given.step ?? record.step ?? undefined,
        idempotencyKey: given.idempotencyKey ?? crypto.randomUUID(),
      },
      request: requestOf(parameters, reason),
      requestDigest: digestOf({ undoes: id, ...(reason === undefined ? {} : { reason }) }),
    },
    observer,
  );
}

/** What a record keeps of the order. */
interface Kept {
  readonly parameters?: Change['parameters'];
  readonly before?: unknown;
}

/** What a declared undo is made with must be what was recorded, and a secret was not. */
function refuseLost({ title, undo }: ActionDefinition, parameters: Change['parameters']): void {
  const lost = Object.keys(parameters).find((name) => String(parameters[name]).includes(PLACEHOLDER));
  if (lost === undefined || isAbsent(undo)) return;
  refuse(
    'not_undoable',
    `"${title}" was done with a secret in the parameter "${lost}", and no record keeps one.`,
    'Take it back by hand, as its definition says.',
  );
}

function refuseUndo(record: RunRecord): void {
  const hint = 'Only an action that was done, or may have been, can be undone.';
  if (record.kind !== 'action') refuse('not_undoable', `Run ${record.id} is not an action.`, hint);
  if (record.state === 'running') refuse('not_undoable', `Run ${record.id} has not ended yet.`, hint);
  if (mayHold(record.status ?? '')) return;
  refuse('not_undoable', `Run ${record.id} changed nothing: it was ${record.status ?? record.state}.`, hint);
}
