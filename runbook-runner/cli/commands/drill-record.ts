// `playbook drill record`: a tabletop exercise that was talked through becomes a run of its drill.
import { Command } from 'commander';
import type { Exercise } from '../../core/drill/tabletop.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import type { Context } from '../context.ts';
import { examples, jsonOption } from '../options.ts';
import { followUpLine } from '../render-drill.ts';
import { clean } from '../shown.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly played?: string;
  readonly people?: string;
  readonly json?: boolean;
}

export function drillRecordCommand(context: Context): Command {
  return new Command('record')
    .summary('record a tabletop exercise that was played')
    .description(
      'Asks of each criterion of success whether it was met: yes or no. Piped in, each line is an answer.\n' +
        'It passed when all were met; then it closes the follow-ups of the drill, else it leaves one.',
    )
    .argument('<drill>', 'tabletop exercise, by id')
    .option('--played <day>', 'when it was played, YYYY-MM-DD; today when left out')
    .option('--people <names>', 'who took part')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['playbook drill record lost-hour-tabletop --people "Ada, Grace"', 'asks, and records'],
        ['playbook drill debrief <run>', 'then its debrief'],
      ),
    )
    .action(context.action((drill: string, options: Options) => record(context, drill, options)));
}

async function record(
  { terminal, runner, signal }: Context,
  drill: string,
  { json, ...occasion }: Options,
): Promise<ExitCode> {
  const opened = await runner();
  const met: boolean[] = [];
  for (const criterion of await opened.tabletop.criteria(drill, occasion)) {
    met.push(await wasMet(terminal, criterion, signal));
  }
  const exercise = await opened.tabletop.record(drill, { ...occasion, met }, { actor: opened.owner });
  if (json) terminal.out(JSON.stringify(exercise, null, 2));
  else for (const line of lines(exercise)) terminal.out(line);
  return exercise.status === 'pass' ? EXIT.pass : EXIT.fail;
}

const YES_OR_NO: ReadonlyMap<string | undefined, boolean> = new Map([
  ['yes', true],
  ['y', true],
  ['no', false],
  ['n', false],
]);
const HOW = 'Answer yes or no to each criterion, at the terminal or one a line.';

/** Asks a person until it is one of the two. Throws `usage` for what was piped in, and when the input ends. */
async function wasMet(terminal: Terminal, criterion: string, signal: AbortSignal): Promise<boolean> {
  // Who pipes answers in has read the criteria.
  const question = terminal.interactive ? `${criterion} Was it so? [yes/no] ` : '';
  for (;;) {
    const answer = (await terminal.ask(question, signal))?.trim().toLowerCase();
    signal.throwIfAborted();
    const met = YES_OR_NO.get(answer);
    if (met !== undefined) return met;
    if (answer === undefined || !terminal.interactive) throw unanswered(criterion, answer);
    terminal.note('Answer yes or no.');
  }
}

const unanswered = (criterion: string, answer: string | undefined) =>
  new PlaybookError(
    'usage',
    `"${criterion}" got ${answer === undefined ? 'no answer' : `the answer "${answer}"`}; nothing was recorded.`,
    { hint: HOW },
  );

const lines = ({ run, drill, status, reason, played, followUps }: Exercise): string[] => [
  `${status.toUpperCase()}  ${drill}, played on ${played}; run ${run}`,
  ...(reason === undefined ? [] : [`  ${clean(reason)}`]),
  ...followUps.map(followUpLine),
  `  Its debrief: npm run -s playbook -- drill debrief ${run}`,
];
