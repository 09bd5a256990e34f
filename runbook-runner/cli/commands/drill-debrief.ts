// `playbook drill debrief`: asks the questions of a drill's form, and keeps the answers beside its run.
import { Command } from 'commander';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
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
  const answers: (string | undefined)[] = [];
  for (const question of await opened.debrief.questions(run)) {
    // Who pipes answers in has read the questions.
    answers.push(await terminal.ask(terminal.interactive ? `${question}\n> ` : '', signal));
    signal.throwIfAborted();
  }
  if (answers.every((answer) => answer === undefined)) {
    throw new PlaybookError('usage', 'No answer came, so nothing was kept.', {
      hint: 'Answer at the terminal, or pipe one line a question in.',
    });
  }
  const told = answers.map((answer) => answer?.trim() ?? '');
  const kept = await opened.debrief.keep(run, told, opened.owner);
  terminal.out(json ? JSON.stringify(kept, null, 2) : `Kept with run ${run} of ${kept.drill}.`);
  return EXIT.pass;
}
