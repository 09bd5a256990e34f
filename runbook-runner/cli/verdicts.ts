// What several results amount to: the summary, and the exit code.
import type { ActionResult } from '../core/orders.ts';
import { EXIT, type ExitCode } from '../errors/index.ts';
import type { CheckResult } from '../ports/result.ts';
import { counted } from '../ports/spoken.ts';

export interface Summary {
  readonly total: number;
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  readonly skipped: number;
}

export const NOTHING: Summary = { total: 0, pass: 0, fail: 0, error: 0, skipped: 0 };

/** The summary with one result more. */
export const plus = (summary: Summary, { status }: Pick<CheckResult, 'status'>): Summary => ({
  ...summary,
  total: summary.total + 1,
  [status]: summary[status] + 1,
});

export function summarize(results: readonly Pick<CheckResult, 'status'>[]): Summary {
  return results.reduce(plus, NOTHING);
}

/**
 * A broken promise is certain, an error is not: one failure makes it 1, else one error makes it 2; else what was
 * skipped makes it 75.
 */
export function exitOf(results: readonly Pick<CheckResult, 'status'>[]): ExitCode {
  return exitOfSummary(summarize(results));
}

export function exitOfSummary({ fail, error, skipped }: Summary): ExitCode {
  if (fail > 0) return EXIT.fail;
  if (error > 0) return EXIT.error;
  return skipped > 0 ? EXIT.later : EXIT.pass;
}

export function summaryLine(summary: Summary): string {
  const parts = (['pass', 'fail', 'error', 'skipped'] as const)
    .filter((name) => summary[name] > 0)
    .map((name) => `${summary[name]} ${name}`);
  return `${counted(summary.total, 'check')}: ${parts.join(', ') || 'none ran'}`;
}

/** Whether the change stands as it should: refused, unmet or unverified is 1, not knowing is 2. */
export function exitOfAction({ status }: Pick<ActionResult, 'status'>): ExitCode {
  if (status === 'planned' || status === 'done') return EXIT.pass;
  return ['refused', 'unverified', 'unmet'].includes(status) ? EXIT.fail : EXIT.error;
}
