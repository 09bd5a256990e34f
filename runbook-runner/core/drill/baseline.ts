// Holds the state after a drill to that before it, by what the baseline checks measured anyway.
import type { CheckResult } from '../../ports/result.ts';
import { type Compared, compareMeasurements, measurementOf } from '../baseline/compare.ts';
import { differenceText } from '../baseline/words.ts';
import { find } from '../find.ts';
import { DrillFailed } from './log.ts';
import type { DrillTools } from './tools.ts';

/**
 * Waits for green, and for figures and settings as they were before the fault. Throws `DrillFailed` with what differs.
 * What the drill spends of a quota is its own, so quotas are not compared.
 */
export async function sameAsBefore(tools: DrillTools, before: readonly CheckResult[]): Promise<void> {
  const differences = (now: CheckResult): Compared[] => {
    const first = before.find(({ check }) => check === now.check);
    if (first === undefined) return [];
    const { baseline } = find('integration', tools.playbook.integrations, now.integration).integration;
    const [was, is] = [measurementOf(first, baseline), measurementOf(now, baseline)];
    return compareMeasurements(was, is, baseline.allowed).filter(
      ({ what, within }) => !within && what !== 'quota used',
    );
  };
  const after = await tools.allGreen('after', (now) => differences(now).length === 0);
  const different = after.flatMap(differences);
  if (different.length === 0) {
    tools.log.note('compare', 'pass', 'the baseline is as it was before the fault');
    return;
  }
  const told = different.map(differenceText).join('; ');
  throw new DrillFailed('baseline', `The baseline is not as it was before the fault: ${told}.`);
}
