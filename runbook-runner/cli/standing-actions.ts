// Which changes of a scenario run still hold.
import type { ScenarioRecord } from '../core/orders.ts';

/** Actions that were done and not undone since, in order of time. */
export function standingActions(records: readonly ScenarioRecord[]): ScenarioRecord[] {
  const undos = records.filter((one) => one.kind === 'undo' && one.status === 'done');
  return records
    .filter((one) => one.kind === 'action' && (one.status === 'done' || one.status === 'unverified'))
    .filter((one) => !undos.some((undo) => undo.subject === one.subject && undo.at >= one.at));
}
