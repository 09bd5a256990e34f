// A check of a runbook in the terminal: left out where its environment refuses it; where its quota is short, a person chooses.
import type { CheckOrder } from '../core/orders.ts';
import { PlaybookError } from '../errors/index.ts';
import type { CheckResult } from '../ports/result.ts';
import { isYes } from './answers.ts';
import type { Walk } from './walk-scenario.ts';

/** `not-allowed`: never in this environment. `later`: not now, as the quota is. */
export type NotRun = 'not-allowed' | 'later';

/** Not run, with a line for the reader, where the walk goes on without it. Throws `quota_short` where nobody can be asked. */
export async function checkInWalk(walk: Walk, order: CheckOrder): Promise<CheckResult | NotRun> {
  const { say, context, unattended, force } = walk;
  try {
    return await checkNow(walk, { ...order, withinQuota: !force });
  } catch (error) {
    if (!(error instanceof PlaybookError)) throw error;
    if (error.code === 'changes_not_allowed') {
      say(`Left out: ${error.message}`);
      return 'not-allowed';
    }
    if (error.code !== 'quota_short' || unattended || !context.terminal.interactive) throw error;
    say(`Not run: ${error.message}`);
    return (await wantsAnyway(walk)) ? checkNow(walk, order) : 'later';
  }
}

async function checkNow({ runner, context }: Walk, order: CheckOrder): Promise<CheckResult> {
  const { progress } = context.terminal;
  progress(`${order.check} …`);
  try {
    return await runner.check(order);
  } finally {
    progress('');
  }
}

async function wantsAnyway({ context }: Walk): Promise<boolean> {
  const { terminal, signal } = context;
  const answer = await terminal.ask('Run it anyway? [y/N] ', signal);
  signal.throwIfAborted();
  return isYes(answer);
}
