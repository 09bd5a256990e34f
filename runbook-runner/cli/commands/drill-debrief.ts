// `playbook drill debrief`: asks the questions of a drill's form, and keeps the answers beside its run.
import { Command } from 'commander';
import type { Task } from '../../core/drill/tasks.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import type { Context } from '../context.ts';
import { collect, examples, jsonOption } from '../options.ts';
import { followUpLine } from '../render-drill.ts';
import { clean } from '../shown.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly followUp: readonly string[];
  readonly json?: boolean;
}

export function drillDebriefCommand(context: Context): Command {
  return new Command('debrief')
    .summary('answer the debrief of a drill, and keep it')
    .description(
      'Asks each question of the form; an empty line leaves one as it was. Piped in, each line is an answer.\n' +
        'The answers are kept with the run, without secrets: see them by `runs --kind debrief`, or on the page of the drill.\n' +
        'What is to be done becomes a follow-up, which the next run of the drill that passes closes.',
    )
    .argument('<run>', 'run of the drill, by id')
    .option(
      '--follow-up <text>',
      'open a follow-up: its owner (a team, or who of its rota), its day, and what is to be done; repeatable',
      collect,
      [],
    )
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['playbook runs --kind drill', 'the runs of drills'],
        ['playbook drill debrief <run>', 'its debrief'],
        ['playbook drill debrief <run> --follow-up "integrations 2026-12-11 Shorten step 2"', 'with work'],
        ['playbook drill follow-ups', 'what is left to do'],
      ),
    )
    .action(context.action((run: string, options: Options) => debrief(context, run, options)));
}

async function debrief(
  { terminal, runner, signal }: Context,
  run: string,
  { json, followUp }: Options,
): Promise<ExitCode> {
  const opened = await runner();
  const given = followUp.map(taskOf);
  const answers: { question: string; answer: string }[] = [];
  const questions = await opened.debrief.questions(run, given);
  for (const question of questions) {
    // Who pipes answers in has read the questions.
    const line = await terminal.ask(terminal.interactive ? `${question}\n> ` : '', signal);
    answers.push({ question, answer: line?.trim() ?? '' });
    signal.throwIfAborted();
  }
  const ask = (question: string) => terminal.ask(question, signal);
  const judge = (tasks: readonly Task[]) => opened.debrief.questions(run, tasks);
  const tasks = terminal.interactive ? await moreTasks(given, { ask, judge, note: terminal.note }) : given;
  signal.throwIfAborted();
  // What has no answer is not named, and stays as somebody answered it before.
  const told = answers.filter(({ answer }) => answer !== '');
  if (tasks.length + told.length === 0) {
    throw new PlaybookError('usage', 'No answer came, so nothing was kept.', {
      hint: 'Answer at the terminal, or pipe one line a question in.',
    });
  }
  const answered = { answers: told, followUps: tasks };
  const kept = await opened.debrief.keep(run, answered, { actor: opened.owner });
  if (json) terminal.out(JSON.stringify(kept, null, 2));
  else {
    terminal.out(`Kept with run ${run} of ${kept.drill}.`);
    for (const one of kept.followUps) terminal.out(`${followUpLine(one)}: ${clean(one.title)}`);
  }
  return EXIT.pass;
}

const HOW = 'Write its owner, its day as YYYY-MM-DD, and what is to be done.';

/** `integrations 2026-12-11 Shorten step 2` in its parts. Throws `usage`. */
function taskOf(text: string): Task {
  const [, owner = '', due = '', title] = /^\s*(\S+)\s+(\d{4}-\d\d-\d\d)\s+(\S.*)$/.exec(text) ?? [];
  if (title !== undefined) return { owner, due, title: title.trim() };
  throw new PlaybookError('usage', `"${text}" is no follow-up.`, { hint: HOW });
}

interface Desk extends Pick<Terminal, 'note'> {
  ask(question: string): Promise<string | undefined>;
  /** Throws what the debrief would say to these. */
  judge(tasks: readonly Task[]): Promise<unknown>;
}

/** Asks until nothing more is to be done; what cannot be a follow-up beside the others is asked for again. */
async function moreTasks(given: readonly Task[], { ask, judge, note }: Desk): Promise<readonly Task[]> {
  const tasks = [...given];
  for (;;) {
    const line = await ask(`A follow-up? ${HOW} Empty: no more.\n> `);
    if (!line?.trim()) return tasks;
    try {
      const task = taskOf(line);
      await judge([...tasks, task]);
      tasks.push(task);
    } catch (error) {
      if (!(error instanceof PlaybookError)) throw error;
      note(`${error.message} ${error.hint ?? ''}`.trim());
    }
  }
}
