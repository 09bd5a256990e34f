// Conditions of a decision, each looked at in the latest result of its check: pure.
import type { Condition } from '../playbook/schema/pages.ts';
import type { CheckResult } from '../ports/result.ts';

export interface Looked {
  readonly condition: string;
  readonly seen: string;
  readonly holds: boolean;
  readonly run: string;
}

const percent = (share: number) => `${Math.round(share * 1000) / 10} %`;
const millis = (ms: number) => `${Math.round(ms)} ms`;

/** Whether a condition holds in a result, with what was seen. What was not measured holds nothing. */
export function lookAt(condition: Condition, result: CheckResult): Looked {
  const { run } = result;
  const { check } = condition;
  switch (condition.on) {
    case 'verdict': {
      const holds = result.status === condition.is;
      return { condition: `${check} is ${condition.is}`, seen: seenVerdict(result), holds, run };
    }
    case 'assertion':
      return {
        condition: `${condition.assertion} of ${check} is ${condition.is}`,
        ...assertion(condition, result),
        run,
      };
    case 'latency': {
      const ms = result.latency?.[`${condition.percentile}Ms`];
      const seen =
        ms === undefined ? 'latency was not measured' : `${condition.percentile} was ${millis(ms)}`;
      const text = `${condition.percentile} of ${check} is above ${condition.above.text}`;
      return { condition: text, seen, holds: ms !== undefined && ms > condition.above.ms, run };
    }
    case 'error-rate': {
      const rate = result.latency?.errorRate;
      const seen =
        rate === undefined ? 'the error rate was not measured' : `the error rate was ${percent(rate)}`;
      const text = `error rate of ${check} is above ${percent(condition.above)}`;
      return { condition: text, seen, holds: rate !== undefined && rate > condition.above, run };
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
