// Which changes of a scenario run still hold, or may.
import { holds, mayHold } from '../core/may-hold.ts';
import type { ScenarioRecord } from '../core/orders.ts';

/** Actions that were done and not undone since, in order of time. */
export const standingActions = (records: readonly ScenarioRecord[]): ScenarioRecord[] =>
  notUndone(records, holds);

/** The same, with those of which nobody knows whether they were done. */
export const actionsThatMayStand = (records: readonly ScenarioRecord[]): ScenarioRecord[] =>
  notUndone(records, mayHold);

function notUndone(
  records: readonly ScenarioRecord[],
  stands: (status: string) => boolean,
): ScenarioRecord[] {
  const undone = new Set(
    records.filter((one) => one.kind === 'undo' && one.status === 'done').map(({ undoes }) => undoes),
  );
  return records.filter((one) => one.kind === 'action' && stands(one.status) && !undone.has(one.run));
}
