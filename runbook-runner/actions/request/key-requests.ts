// The requests of a rotation: reads the slots, sends one stage, and says how the slots stand after it.
import { z } from 'zod';
import { select } from '../../checks/assertions/json-path.ts';
import { JsonPathText } from '../../checks/assertions/json-path-text.ts';
import { broken, kept } from '../../checks/assertions/result.ts';
import type { CheckPorts } from '../../checks/kind.ts';
import { requestFields } from '../../checks/request/fields.ts';
import { fillJson } from '../../checks/request/slots.ts';
import { DurationText } from '../../ports/duration-text.ts';
import type { Problem } from '../../ports/result.ts';
import type { ActionInput, ActionOutcome } from '../kind.ts';
import { type ChangeRequest, changeRequest, sendChange } from './change.ts';
import { Slots, slotsInWords } from './key-slots.ts';
import { getJson, untold, whyUnread } from './read.ts';

export const KeyRequest = z.strictObject({
  path: requestFields.path,
  body: z.json().optional().describe('JSON to send; a text that is one {slot} becomes the value.'),
  takes: DurationText.optional().describe('How long it usually takes.'),
});
export type KeyRequest = z.output<typeof KeyRequest>;

export const KeySlotsPlace = z
  .strictObject({
    path: requestFields.path,
    auth: requestFields.auth,
    slots: JsonPathText.default('$').describe(
      'Where { active, slots } stand in the document; each slot has state, keyId and since.',
    ),
  })
  .describe('Where the two slots are read with GET.');

type Input = ActionInput<{ readonly keys: z.output<typeof KeySlotsPlace> }>;

type Now = { readonly ok: true; readonly slots: Slots } | { readonly ok: false; readonly problem: Problem };

export async function readSlots(input: Input, ports: CheckPorts): Promise<Now> {
  const { path, auth, slots } = input.operation.keys;
  const document = await getJson({ path, auth }, input, ports);
  if (!document.ok) return document;
  const found = Slots.safeParse(select(document.value, slots)[0]?.value);
  if (found.success) return { ok: true, slots: found.data };
  return untold(`The two slots cannot be read at ${slots}: ${z.prettifyError(found.error)}`);
}

export function requestOf(input: Input, { path, body }: KeyRequest): ChangeRequest {
  const { auth } = input.operation.keys;
  return changeRequest({ method: 'POST', path, body: fillJson(body, input.parameters), auth }, input);
}

export async function sendKeyRequest(
  input: Input,
  ports: CheckPorts,
  request: KeyRequest,
  key: string,
): Promise<ActionOutcome> {
  const made = requestOf({ ...input, idempotencyKey: key }, request);
  return (await sendChange(made, input, ports)).outcome;
}

/** The outcome with how the slots stand now, since a person must know where it stopped. */
export async function told(
  input: Input,
  ports: CheckPorts,
  outcome: ActionOutcome,
  words: string,
): Promise<ActionOutcome> {
  if (outcome.status === 'done') return outcome;
  const now = await readSlots(input, ports);
  const state = now.ok
    ? slotsInWords(now.slots)
    : `The slots could not be read: ${whyUnread(now.problem, input)}`;
  return { ...outcome, state: `${words} ${state}` };
}

/** Held to the slot that must serve now, read anew. */
export async function confirmed(
  input: Input,
  ports: CheckPorts,
  outcome: ActionOutcome,
  expected: { readonly title: string; readonly holds: (slots: Slots) => boolean },
): Promise<ActionOutcome> {
  if (outcome.status !== 'done') return outcome;
  const claim = { assertion: 'slots', title: expected.title, expected: expected.title };
  const now = await readSlots(input, ports);
  const seen = now.ok ? slotsInWords(now.slots) : now.problem.message;
  const holds = now.ok && expected.holds(now.slots);
  return { ...outcome, assertions: [holds ? kept(claim, seen) : broken(claim, seen, 'not-set', seen)] };
}
