// The stages of a rotation, one after the other, and once more with another key where one that was staged earlier fails.
import type { z } from 'zod';
import type { CheckPorts } from '../../checks/kind.ts';
import type { ActionInput, ActionOutcome, Stage } from '../kind.ts';
import { type KeyRequest, type KeySlotsPlace, readSlots, sendKeyRequest } from './key-requests.ts';
import { isWaiting, otherOf, type Slots, STAGES, type StageName, stagesLeft } from './key-slots.ts';

type Titles = Readonly<Record<StageName, string>>;

interface Operation extends Readonly<Record<StageName, KeyRequest>> {
  readonly keys: z.output<typeof KeySlotsPlace>;
}

const TITLES: Titles = { stage: 'Stage a second key', verify: 'Verify it', switch: 'Switch to it' };

const ANEW: Titles = {
  stage: 'Stage another key in its place',
  verify: 'Verify that key',
  switch: 'Switch to that key',
};

/** Each is recorded under its id, and sent with an idempotency key of its own. */
export const stageOf = (
  operation: Readonly<Record<StageName, KeyRequest>>,
  name: StageName,
  titles = TITLES,
): Stage => ({
  id: titles === ANEW ? `${name}-anew` : name,
  ...{ title: titles[name], expectedMs: operation[name].takes?.ms },
});

interface Done {
  readonly outcome: ActionOutcome;
  /** Title of the stage that was not done. */
  readonly stopped?: string;
}

async function inTurn(
  input: ActionInput<Operation>,
  ports: CheckPorts,
  names: readonly StageName[],
  titles: Titles,
): Promise<Done> {
  const { operation } = input;
  let outcome: ActionOutcome = { status: 'done' };
  for (const name of names) {
    input.signal.throwIfAborted();
    outcome = await input.stage(stageOf(operation, name, titles), (key) =>
      sendKeyRequest(input, ports, operation[name], key),
    );
    if (outcome.status !== 'done') return { outcome, stopped: titles[name] };
  }
  return { outcome };
}

/** Answers that are about the key. Without one, or with any other, such as 429 or 503, nothing is known of it. */
export const KEY_REFUSED = [401, 403, 422];

const refusesKey = (outcome: ActionOutcome): boolean =>
  'exchange' in outcome && KEY_REFUSED.includes(outcome.exchange?.response?.status ?? 0);

/** Does the stages that are left. A key of earlier may have ended since: it would fail each time, and nothing else replaces it. */
export async function doStages(
  input: ActionInput<Operation>,
  ports: CheckPorts,
  before: Slots,
): Promise<Done> {
  const left = stagesLeft(before) ?? [];
  const done = await inTurn(input, ports, left, TITLES);
  const isKeyBad = left[0] === 'verify' && done.stopped === TITLES.verify && refusesKey(done.outcome);
  if (!isKeyBad) return done;
  // Another rotation may have switched to that key meanwhile: what stands beside it then is the way back.
  const now = await readSlots(input, ports);
  return now.ok && isWaiting(now.slots, otherOf(before)) ? inTurn(input, ports, STAGES, ANEW) : done;
}
