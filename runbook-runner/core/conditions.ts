// Conditions of a decision, each looked at in the latest result of its check: pure.
import { conditionWords } from '../playbook/condition-words.ts';
import type { Condition } from '../playbook/schema/pages.ts';
import type { CheckResult } from '../ports/result.ts';
import { percent } from '../ports/spoken.ts';
import { statusOf } from '../signature/evidence.ts';
import { statusFits } from '../signature/sign.ts';

export interface Looked {
  readonly condition: string;
  readonly seen: string;
  readonly holds: boolean;
  /** Missing when the check is refused in this environment, so that it has no result. */
  readonly run?: string;
}

const millis = (ms: number) => `${Math.round(ms)} ms`;

/** Whether a condition holds in a result, with what was seen. What was not measured holds nothing. */
export function lookAt(condition: Condition, result: CheckResult): Looked {
  return {
    condition: conditionWords(condition, result.title),
    ...seenIn(condition, result),
    run: result.run,
  };
}

/** What a condition is when its check may not run in this environment: it does not hold, whatever it asks. */
export const refused = (condition: Condition, title: string): Looked => ({
  condition: conditionWords(condition, title),
  seen: 'this environment refuses the check, because it changes something for a while',
  holds: false,
});

function seenIn(condition: Condition, result: CheckResult): Pick<Looked, 'seen' | 'holds'> {
  switch (condition.on) {
    case 'verdict':
      return { seen: seenVerdict(result), holds: result.status === condition.is };
    case 'assertion':
      return assertion(condition, result);
    case 'status': {
      const status = statusOf(result);
      const whose = result.exchange?.response ? 'the status' : 'the status of the token endpoint';
      const seen = status === undefined ? 'no response came' : `${whose} was ${status}`;
      return { seen, holds: statusFits(condition.is, status) };
    }
    case 'latency': {
      const ms = result.latency?.[`${condition.percentile}Ms`];
      const seen =
        ms === undefined ? 'latency was not measured' : `${condition.percentile} was ${millis(ms)}`;
      return { seen, holds: ms !== undefined && ms > condition.above.ms };
    }
    case 'error-rate': {
      const rate = result.latency?.errorRate;
      const seen =
        rate === undefined ? 'the error rate was not measured' : `the error rate was ${percent(rate)}`;
      return { seen, holds: rate !== undefined && rate > condition.above };
    }
  }
}

function seenVerdict({ status, problem, assertions }: CheckResult): string {
  const bad = assertions.find((one) => one.outcome !== 'pass');
  const why = problem?.message ?? bad?.detail ?? bad?.title;
  return why === undefined || status === 'pass' ? status : `${status}: ${why}`;
}

/** An assertion that was made several times counts as its worst outcome. */
function assertion(
  condition: Extract<Condition, { on: 'assertion' }>,
  { assertions }: CheckResult,
): Pick<Looked, 'seen' | 'holds'> {
  const made = assertions.filter((one) => one.assertion === condition.assertion);
  const worst =
    made.find((one) => one.outcome === 'error') ?? made.find((one) => one.outcome === 'fail') ?? made[0];
  if (worst === undefined) return { seen: `${condition.assertion} was not looked at`, holds: false };
  const where = worst.where === undefined ? '' : ` at ${worst.where}`;
  const detail = worst.outcome === 'pass' ? worst.title : (worst.detail ?? worst.title);
  return { seen: `${worst.outcome}${where}: ${detail}`, holds: worst.outcome === condition.is };
}
