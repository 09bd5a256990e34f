// Runs the checks of one command: side by side, told in their order, with what is written about them at the end.
import type { Many } from '../core/many.ts';
import type { Runner } from '../core/runner.ts';
import { EXIT, type ExitCode } from '../errors/index.ts';
import type { Playbook } from '../playbook/playbook.ts';
import type { CheckResult } from '../ports/result.ts';
import type { Context } from './context.ts';
import { inOrder } from './in-order.ts';
import type { Values } from './parameters.ts';
import { reportError } from './report-error.ts';
import type { Reporter } from './reporters/reporter.ts';
import { exitOfSummary, NOTHING, plus, type Summary } from './verdicts.ts';

export interface Work {
  readonly runner: Runner;
  readonly playbook: Playbook;
  readonly selected: readonly string[];
  readonly environment: string;
  /** The values that each check is given. */
  readonly parameters: (check: string) => Values;
  /** Checks at once. */
  readonly width: number;
  readonly reporter: Reporter;
  /** What each check is told of the run that it belongs to. */
  readonly together: Pick<Many, 'until' | 'beganAt'>;
  /** File for what was sent and what came back, as HAR. */
  readonly har: string | undefined;
}

/** Writes a paper of the run; one that can't be written any more is told, and hides no verdict. */
type Write = (paper: () => void | Promise<void>) => Promise<void>;

/** The exit code of the verdict; where that is green, of a paper that could not be written. Throws when interrupted. */
export async function runChecks(context: Context, work: Work): Promise<ExitCode> {
  const unwritten: ExitCode[] = [];
  const write: Write = async (paper) => {
    try {
      await paper();
    } catch (error) {
      unwritten.push(await reportError(error, context.terminal, false));
    }
  };
  const summary = await (work.har === undefined
    ? runAll(context, work, write)
    : withHar(context, work, work.har, write));
  context.signal.throwIfAborted();
  const verdict = exitOfSummary(summary);
  return verdict === EXIT.pass ? (unwritten[0] ?? verdict) : verdict;
}

/** Writes the exchanges of all that ended to the file, also after an interruption. */
async function withHar(context: Context, work: Work, file: string, write: Write): Promise<Summary> {
  const { tryFile, writeHar } = await import('./har-file.ts');
  await tryFile(file);
  const runs: string[] = [];
  const told = (result: CheckResult) => {
    runs.push(result.run);
    work.reporter.told(result);
  };
  try {
    return await runAll(context, { ...work, reporter: { ...work.reporter, told } }, write);
  } finally {
    await write(async () => writeHar(context, await work.runner.har(runs), file));
  }
}

/** The reporters get to their end even when the run is interrupted. */
async function runAll(context: Context, work: Work, write: Write): Promise<Summary> {
  const { selected, width, reporter } = work;
  const { signal } = context;
  let summary = NOTHING;
  const told = (result: CheckResult) => {
    summary = plus(summary, result);
    reporter.told(result);
  };
  try {
    await inOrder(selected, { width, signal }, (id) => runOne(context, work, id), told);
  } catch (error) {
    await write(() => reporter.finish(summary, true));
    throw error;
  }
  await write(() => reporter.finish(summary, signal.aborted));
  return summary;
}

async function runOne({ terminal, signal }: Context, work: Work, check: string): Promise<CheckResult> {
  const { runner, playbook, environment, parameters, together, reporter } = work;
  const order = {
    check,
    actor: runner.owner,
    environment,
    parameters: parameters(check),
    signal,
    ...together,
  };
  // Events are redacted one by one, so that nobody is made to who does not listen.
  const { started } = reporter;
  if (!started && playbook.checks.get(check)?.kind !== 'webhook') return runner.check(order);
  const result = await runner.check(order, (event) => {
    if (event.event === 'started') started?.(check);
    if (event.event === 'listening') terminal.note(`${check} takes webhooks at ${event.url} until it ends.`);
  });
  reporter.ended?.(result);
  return result;
}
