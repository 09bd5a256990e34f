// What several results amount to: the summary, and the exit code.
import type { ActionResult } from '../core/orders.ts';
import { EXIT, type ExitCode } from '../errors/index.ts';
import type { CheckResult, Verdict } from '../ports/result.ts';

export interface Summary {
  readonly total: number;
  readonly pass: number;
  readonly fail: number;
  readonly error: number;
  readonly skipped: number;
}

export function summarize(results: readonly Pick<CheckResult, 'status'>[]): Summary {
  const count = (verdict: Verdict) => results.filter((one) => one.status === verdict).length;
  return {
    total: results.length,
    pass: count('pass'),
    fail: count('fail'),
    error: count('error'),
    skipped: count('skipped'),
  };
}

/** A broken promise is certain, an error is not: one failure makes it 1, else one error makes it 2. */
export function exitOf(results: readonly Pick<CheckResult, 'status'>[]): ExitCode {
  const { fail, error } = summarize(results);
  if (fail > 0) return EXIT.fail;
  return error > 0 ? EXIT.error : EXIT.pass;
}

export function summaryLine(summary: Summary): string {
  const parts = (['pass', 'fail', 'error', 'skipped'] as const)
    .filter((name) => summary[name] > 0)
    .map((name) => `${summary[name]} ${name}`);
  return `${summary.total} ${summary.total === 1 ? 'check' : 'checks'}: ${parts.join(', ') || 'none ran'}`;
}

/** Whether the change stands as it should: refused or unverified is 1, not knowing is 2. */
export function exitOfAction({ status }: Pick<ActionResult, 'status'>): ExitCode {
  if (status === 'planned' || status === 'done') return EXIT.pass;
  return status === 'refused' || status === 'unverified' ? EXIT.fail : EXIT.error;
}
