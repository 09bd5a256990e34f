// The action kind `rotate-key`: a credential with two slots is rotated in stages, and no stage leaves it without one.
import { z } from 'zod';
import { slotsIn, slotsInJson } from '../checks/assertions/slots.ts';
import type { CheckPorts } from '../checks/kind.ts';
import {
  type ActionInput,
  type ActionKind,
  type ActionOutcome,
  type ActionPlan,
  settled,
  stopped,
  type Way,
} from './kind.ts';
import { beforeOf } from './request/before.ts';
import { toBeSent } from './request/change.ts';
import {
  confirmed,
  KeyRequest,
  KeySlotsPlace,
  readSlots,
  requestOf,
  sendKeyRequest,
  told,
} from './request/key-requests.ts';
import {
  activeOf,
  type NamedSlot,
  otherOf,
  replacedKey,
  Slots,
  STAGES,
  slotsInWords,
  stagesLeft,
} from './request/key-slots.ts';
import { doStages, KEY_REFUSED, stageOf } from './request/key-stages.ts';

const Rotate = z.strictObject({
  keys: KeySlotsPlace,
  stage: KeyRequest.describe('POST that puts a second key into the free slot.'),
  verify: KeyRequest.describe(
    `POST that tries the staged key and changes nothing upstream. ${KEY_REFUSED.join(', ')} refuse the key; any other failure, such as 429 or 503, says nothing of it.`,
  ),
  switch: KeyRequest.describe('POST that makes the verified key the active one; the other stays usable.'),
  back: KeyRequest.describe('POST that makes the replaced key the active one again.'),
});
const Retire = z.strictObject({
  keys: KeySlotsPlace,
  retire: KeyRequest.describe(
    'POST that ends the replaced key; there is no way back, so it is an action of its own.',
  ),
});
const RotateKeyOperation = z.union([Rotate, Retire]);
type RotateKeyOperation = z.output<typeof RotateKeyOperation>;
type Input = ActionInput<RotateKeyOperation>;

const Before = z.object({ slots: Slots });

function unmet(message: string, hint: string): ActionPlan {
  return stopped('unmet', { class: 'condition-not-met', outcome: 'fail', message, hint });
}

const keyOf = ({ keyId, name }: NamedSlot) => (keyId ? `key ${keyId}` : `the key in slot ${name}`);

type Rotation = z.output<typeof Rotate>;

function planRotation(input: Input, operation: Rotation, slots: Slots): ActionPlan {
  const left = stagesLeft(slots);
  if (left === undefined) {
    const message = `${slotsInWords(slots)} The key that was replaced is not retired yet, so there is no free slot.`;
    return unmet(message, 'Retire it first, or undo the rotation that replaced it.');
  }
  const [active, other] = [activeOf(slots), otherOf(slots)];
  const [first] = left;
  const made = requestOf(input, operation[first ?? 'switch']);
  const goesOn = left.length < STAGES.length ? `Goes on at ${first}: ` : '';
  const instead = first === 'verify' ? ' A staged key that is refused is replaced by another.' : '';
  return {
    summary: `${goesOn}${left.join(', ')}; then slot ${other.name} serves in place of ${active.name}. Nothing is retired.${instead}`,
    ...{ ...toBeSent(made), before: { slots } },
    changes: [{ path: '/active', from: active.name, to: other.name }],
    stages: left.map((name) => stageOf(operation, name)),
  };
}

function planRetirement(input: Input, retire: KeyRequest, slots: Slots): ActionPlan {
  const replaced = replacedKey(slots);
  if (replaced === undefined) {
    const message = `${slotsInWords(slots)} No key was replaced by a switch, so there is none to retire.`;
    return unmet(message, 'Rotate first; what serves is never retired.');
  }
  const made = requestOf(input, retire);
  return {
    summary: `Ends ${keyOf(replaced)} in slot ${replaced.name}: ${made.request.method} ${made.request.url}`,
    ...{ ...toBeSent(made), before: { slots } },
    changes: [{ path: `/slots/${replaced.name}/state`, from: replaced.state, to: 'retired' }],
    risks: [`Whoever still uses ${keyOf(replaced)} is locked out at once.`],
  };
}

async function plan(input: Input, ports: CheckPorts): Promise<ActionPlan> {
  const now = await readSlots(input, ports);
  if (!now.ok) return stopped('error', now.problem);
  const { operation } = input;
  if ('retire' in operation) return planRetirement(input, operation.retire, now.slots);
  return planRotation(input, operation, now.slots);
}

async function rotate(input: Input, ports: CheckPorts, operation: Rotation): Promise<ActionOutcome> {
  const { slots } = beforeOf(Before, input.before);
  const to = otherOf(slots).name;
  const { outcome, stopped } = await doStages({ ...input, operation }, ports, slots);
  if (stopped === undefined) {
    const title = `slot ${to} serves`;
    return confirmed(input, ports, outcome, { title, holds: ({ active }) => active === to });
  }
  const words = `It stopped at “${stopped}”; asked again, it goes on from where it stands.`;
  return told(input, ports, outcome, words);
}

async function run(input: Input, ports: CheckPorts): Promise<ActionOutcome> {
  const { operation } = input;
  if (!('retire' in operation)) return rotate(input, ports, operation);
  const { name } = otherOf(beforeOf(Before, input.before).slots);
  const outcome = await sendKeyRequest(input, ports, operation.retire, input.idempotencyKey);
  const ended = await confirmed(input, ports, outcome, {
    title: `the key in slot ${name} is retired`,
    holds: (slots) => slots.slots[name]?.state === 'retired',
  });
  return told(input, ports, ended, 'The key was not retired for certain.');
}

/** Switches back while the replaced key still works. */
const back: Way<RotateKeyOperation> = {
  async plan(input, ports) {
    const now = await readSlots(input, ports);
    if (!now.ok) return stopped('error', now.problem);
    const before = beforeOf(Before, input.before);
    const [served, serves] = [activeOf(before.slots), activeOf(now.slots)];
    if (served.keyId === serves.keyId && served.name === serves.name) {
      return settled(now, `Slot ${served.name} serves as before: nothing has to be sent.`);
    }
    const replaced = replacedKey(now.slots);
    if (replaced?.name !== served.name || replaced.keyId !== served.keyId || 'retire' in input.operation) {
      const message = `${keyOf(served)} no longer waits in slot ${served.name}: there is no switch to take back. ${slotsInWords(now.slots)}`;
      return unmet(message, 'A retired key never comes back. Rotate again to get a fresh one.');
    }
    const made = requestOf(input, input.operation.back);
    return {
      summary: `Slot ${served.name} (${keyOf(served)}) serves again: ${made.request.method} ${made.request.url}`,
      ...{ ...toBeSent(made), before: { slots: now.slots } },
      changes: [{ path: '/active', from: serves.name, to: served.name }],
    };
  },
  async run(input, ports) {
    const { slots } = beforeOf(Before, input.before);
    const to = replacedKey(slots)?.name;
    if (to === undefined || 'retire' in input.operation) return { status: 'done', unchanged: true };
    const outcome = await sendKeyRequest(input, ports, input.operation.back, input.idempotencyKey);
    const expected = { title: `slot ${to} serves`, holds: ({ active }: Slots) => active === to };
    const ended = await confirmed(input, ports, outcome, expected);
    return told(input, ports, ended, 'The switch was not taken back for certain.');
  },
};

const requestsOf = (operation: RotateKeyOperation): readonly KeyRequest[] =>
  'retire' in operation
    ? [operation.retire]
    : [operation.stage, operation.verify, operation.switch, operation.back];

export const rotateKeyAction: ActionKind<RotateKeyOperation> = {
  kind: 'rotate-key',
  title: 'Key rotation',
  summary:
    'Rotates a credential that has two slots: stage, verify, switch. Each stage is recorded, and asked again it goes on from where it stands. Its undo switches back until the replaced key is retired, which is an action of its own without a way back.',
  schema: RotateKeyOperation,
  example: `title: Rotate the key for Lumenpay
description: order-sync gets a second key, tries it, and uses it from then on. The first stays usable until it is retired.
integration: order-sync
kind: rotate-key
do:
  keys: { path: /keys, slots: $.lumenpay, auth: order-sync-operator }
  stage: { path: /keys/lumenpay/stage, takes: 200ms }
  verify: { path: /keys/lumenpay/verify, takes: 200ms }
  switch: { path: /keys/lumenpay/switch }
  back: { path: /keys/lumenpay/rollback }
verify: [order-sync-orders-flow]
`,
  furtherExamples: [
    `title: Retire the replaced key for Lumenpay
description: Lumenpay forgets the key that was replaced. Whoever still uses it is locked out.
integration: order-sync
kind: rotate-key
irreversible: true
do:
  keys: { path: /keys, slots: $.lumenpay, auth: order-sync-operator }
  retire: { path: /keys/lumenpay/retire }
preconditions: [order-sync-orders-flow]
verify: [order-sync-orders-flow]
`,
  ],
  references(operation) {
    const { auth, path } = operation.keys;
    const requests = requestsOf(operation);
    return {
      ...(auth === undefined ? {} : { auth }),
      contracts: [],
      parameters: [path, ...requests.map((one) => one.path)]
        .flatMap(slotsIn)
        .concat(requests.flatMap((one) => slotsInJson(one.body))),
    };
  },
  reads: true,
  plan,
  run,
  back: (operation) => ('retire' in operation ? undefined : back),
};
