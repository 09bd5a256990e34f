// Which changes of a scenario run still hold, or may.
import type { ScenarioRecord } from '../core/orders.ts';

const DONE: readonly string[] = ['done', 'unverified'];

/** Actions that were done and not undone since, in order of time. */
export const standingActions = (records: readonly ScenarioRecord[]): ScenarioRecord[] =>
  notUndone(records, DONE);

/** The same, with those of which nobody knows whether they were done. */
export const actionsThatMayStand = (records: readonly ScenarioRecord[]): ScenarioRecord[] =>
  notUndone(records, [...DONE, 'unknown']);

function notUndone(records: readonly ScenarioRecord[], ended: readonly string[]): ScenarioRecord[] {
  const undos = records.filter((one) => one.kind === 'undo' && one.status === 'done');
  return records
    .filter((one) => one.kind === 'action' && ended.includes(one.status))
    .filter((one) => !undos.some((undo) => undo.subject === one.subject && undo.at >= one.at));
}
