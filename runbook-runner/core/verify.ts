// After an action: the checks that show whether it helped, asked again until they are green or time is up.
import type { CheckResult } from '../ports/result.ts';
import type { RunRecord } from '../ports/store.ts';
import type { Change } from './change.ts';
import type { Core } from './core.ts';
import { pollCheck } from './poll.ts';

/** The last result of each check, each recorded once. Never throws: an action that was done stays done. */
export async function verify(core: Core, change: Change, intent: RunRecord): Promise<CheckResult[]> {
  const { asked, definition } = change;
  const until = core.deps.ports.clock.monotonicMs() + definition.deadline.ms;
  const results = definition.verify.map(async (check) => {
    const { actor, environment, step, signal } = asked;
    const order = { check, actor, environment, step, signal, parent: asked.parent ?? intent.id };
    try {
      return [await pollCheck(core, order, { until, wanted: (result) => result.status === 'pass' })];
    } catch {
      // Interrupted, or no place free: the action is then `unverified`.
      return [];
    }
  });
  return (await Promise.all(results)).flat();
}
