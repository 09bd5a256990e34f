// What the owner of the machine does in the terminal, beside the running `serve`.
import { compose } from '../../../runbook-runner/compose.ts';
import type { Runner } from '../../../runbook-runner/core/runner.ts';

export async function asOwner<Result>(
  root: string,
  environment: NodeJS.ProcessEnv,
  work: (runner: Runner) => Promise<Result>,
): Promise<Result> {
  const runner = await compose(root, environment);
  try {
    return await work(runner);
  } finally {
    await runner.close();
  }
}
