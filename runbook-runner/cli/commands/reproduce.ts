// `playbook reproduce`: a recorded failure again, in the sandbox, by the playbook of its commit.
import { Command } from 'commander';
import { type FailedRun, failedRun, whatFailed } from '../../core/replay/failed-run.ts';
import type { Proof } from '../../core/replay/red-then-green.ts';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Context } from '../context.ts';
import { examples, jsonOption } from '../options.ts';
import { proofLines } from '../render-proof.ts';
import { sandboxBeside } from '../sandbox-beside.ts';
import { clean, localTime } from '../shown.ts';

interface Options {
  readonly json?: boolean;
}

export function reproduceCommand(context: Context): Command {
  return new Command('reproduce')
    .summary('repeat a recorded failure in the sandbox')
    .description(
      'Takes the check as it was at the commit of the run, makes a fault of the answer that it met, and shows that it is red with it and green without. The sandbox that runs is used; without one, one is started for the time.',
    )
    .argument('<run>', 'check that failed, by the id of its run')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['playbook reproduce <run>', 'exit 0 when it fails in the same way again'],
        ['playbook runs --kind check', 'find the run'],
      ),
    )
    .action(context.action((run: string, options: Options) => reproduce(context, run, options)));
}

async function reproduce(context: Context, id: string, { json }: Options): Promise<ExitCode> {
  const { terminal, signal } = context;
  const present = await context.runner();
  const failed = await failedRun(present, id);
  const own = await sandboxBeside(context, present);
  const past = await runnerOf(context, failed);
  try {
    const { repeat } = await import('../../core/replay/repeat.ts');
    if (!json) for (const line of headLines(failed)) terminal.out(line);
    const proof = await repeat(past, failed, signal);
    if (json) terminal.out(JSON.stringify({ run: id, commit: failed.record.commit, ...proof }, null, 2));
    else for (const line of proofLines(terminal.paint, proof)) terminal.out(line);
    return exitOf(proof);
  } finally {
    await past.close();
    await own?.stop();
  }
}

/** A runner with the playbook of then; of now, where nobody knows which it was. */
async function runnerOf({ root, environment, terminal }: Context, { record }: FailedRun) {
  const known = record.commit !== 'unknown';
  if (!known) terminal.note('The run knows no commit, so the playbook is taken as it is now.');
  else if (record.dirty)
    terminal.note('The tree had uncommitted edits then; what they changed is not repeated.');
  const { compose } = await import('../../compose.ts');
  return compose(root, environment, [], known ? { commit: record.commit } : { once: true });
}

function headLines({ record, result }: FailedRun): string[] {
  return [
    `${result.check} failed in ${record.environment} at ${localTime(record.startedAt)}, commit ${record.commit.slice(0, 12)}.`,
    `  ${clean(whatFailed(result))}`,
  ];
}

/** Not seeing it again is a finding; not being green before means that nothing could be told. */
function exitOf({ proven, during }: Proof): ExitCode {
  if (proven) return EXIT.pass;
  return during === undefined ? EXIT.error : EXIT.fail;
}
