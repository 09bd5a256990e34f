// `playbook new`: drafts a definition from a recorded failure, and shows that it does what it should.
import { Command } from 'commander';
import type { Context } from '../context.ts';
import { type Example, examples } from '../options.ts';
import type { What } from '../write-draft.ts';

interface Options {
  readonly fromRun: string;
  readonly id?: string;
}

const DRAFTS: Readonly<Record<What, readonly [summary: string, gives: string]>> = {
  check: [
    'draft the regression check, and show it red and green',
    'the regression check, red before and green after',
  ],
  fault: ['draft a fault of the answer that the run met', 'the answer of then as a fault of the sandbox'],
  drill: [
    'draft that fault, and a drill of the runbook with it',
    'that fault, and a drill of the runbook with it',
  ],
};

const example = (what: string, gives: string): Example => [`playbook new ${what} --from-run <run>`, gives];

export function newCommand(context: Context): Command {
  const command = new Command('new')
    .summary('draft a check, a fault or a drill from a recorded failure')
    .description('Writes new files below src/content; what exists is never replaced.')
    .addHelpText(
      'after',
      examples(...Object.entries(DRAFTS).map(([what, [, gives]]) => example(what, gives))),
    );
  for (const what of Object.keys(DRAFTS)) command.addCommand(draftCommand(context, what as What));
  return command;
}

function draftCommand(context: Context, what: What): Command {
  const [summary, gives] = DRAFTS[what];
  return new Command(what)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .requiredOption('--from-run <run>', 'check that failed, by the id of its run')
    .option('--id <id>', 'name of the new file; a free one of the check and the day when left out')
    .addHelpText(
      'after',
      examples(['playbook runs --kind check', 'find the run'], example(what, gives), [
        `playbook new ${what} --from-run <run> --id <name>`,
        'under a name of yours',
      ]),
    )
    .action(
      context.action(async ({ fromRun, id }: Options) => {
        const { newFromRun } = await import('../write-draft.ts');
        return newFromRun(context, { what, run: fromRun, id });
      }),
    );
}
