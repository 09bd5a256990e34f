// `playbook drill debrief`: asks the questions of a drill's form, and keeps the answers beside its run.
import { Command } from 'commander';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Context } from '../context.ts';
import { examples, jsonOption } from '../options.ts';

interface Options {
  readonly json?: boolean;
}

export function drillDebriefCommand(context: Context): Command {
  return new Command('debrief')
    .summary('answer the debrief of a drill, and keep it')
    .description(
      'Asks each question of the form; an empty line leaves one open. Piped in, each line is an answer.\n' +
        'The answers are kept with the run, without secrets: see them by `runs --kind debrief`, or on the page of the drill.',
    )
    .argument('<run>', 'run of the drill, by id')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['playbook runs --kind drill', 'the runs of drills'],
        ['playbook drill debrief <run>', 'its debrief'],
      ),
    )
    .action(context.action((run: string, options: Options) => debrief(context, run, options)));
}

async function debrief(
  { terminal, runner, signal }: Context,
  run: string,
  { json }: Options,
): Promise<ExitCode> {
  const opened = await runner();
  const answers: string[] = [];
  for (const question of await opened.debrief.questions(run)) {
    answers.push((await terminal.ask(`${question}\n> `, signal))?.trim() ?? '');
    signal.throwIfAborted();
  }
  const kept = await opened.debrief.keep(run, answers, opened.owner);
  terminal.out(json ? JSON.stringify(kept, null, 2) : `Kept with run ${run} of ${kept.drill}.`);
  return EXIT.pass;
}
