// A recorded failure, as everything that repeats it takes it.
import { PlaybookError } from '../../errors/index.ts';
import type { CheckResult } from '../../ports/result.ts';
import type { RunRecord } from '../../ports/store.ts';
import type { Runner } from '../runner.ts';

export interface FailedRun {
  readonly record: RunRecord;
  readonly result: CheckResult;
}

const LIST = { hint: 'List checks that failed: npm run -s playbook -- runs --kind check' };

/** The run of this id. Throws `unknown_run`, or `usage` when it is not a check that failed. */
export async function failedRun(runner: Pick<Runner, 'run'>, id: string): Promise<FailedRun> {
  const record = await runner.run(id);
  if (record.kind !== 'check')
    throw new PlaybookError(
      'usage',
      `Run ${id} is of kind ${record.kind}; only a check can be repeated.`,
      LIST,
    );
  // Loaded by who reads a result back: the command line knows this file from its start.
  const { CheckResult: Form } = await import('../../ports/result.ts');
  const read = Form.safeParse(record.result);
  if (!read.success || read.data.status !== 'fail') {
    const ended = record.status ?? record.state;
    throw new PlaybookError(
      'usage',
      `Run ${id} ended with "${ended}"; only a failure can be repeated.`,
      LIST,
    );
  }
  return { record, result: read.data };
}

/** What went wrong, in one line. */
export function whatFailed({ problem, assertions }: CheckResult): string {
  const broken = assertions.find((one) => one.outcome === 'fail');
  return problem?.message ?? broken?.detail ?? broken?.title ?? 'It failed.';
}
