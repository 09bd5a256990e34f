// The body of the API for one named check; results and summary for a selection.
import type { CheckResult } from '../../ports/result.ts';
import type { Reporter, Setting } from './reporter.ts';

export function jsonReporter({ single, write }: Setting): Reporter {
  const results: CheckResult[] = [];
  return {
    told: (result) => void results.push(result),
    finish(summary, interrupted) {
      // A part of the results must not look like all of them: the problem document says what happened.
      if (!interrupted) write(JSON.stringify(single ? results[0] : { results, summary }, null, 2));
    },
  };
}
