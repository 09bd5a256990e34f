// `playbook new`: drafts a definition from a recorded failure, and shows that it does what it should.
import { Command } from 'commander';
import type { Context } from '../context.ts';
import { examples } from '../options.ts';
import type { What } from '../write-draft.ts';

interface Options {
  readonly fromRun: string;
  readonly id?: string;
}

const DRAFTS: Readonly<Record<What, string>> = {
  check: 'draft the regression check, and show it red and green',
  fault: 'draft a fault of the answer that the run met',
  drill: 'draft that fault, and a drill of the runbook with it',
};

export function newCommand(context: Context): Command {
  const command = new Command('new')
    .summary('draft a check, a fault or a drill from a recorded failure')
    .description('Writes new files below src/content; what exists is never replaced.')
    .addHelpText(
      'after',
      examples(
        ['playbook new check --from-run <run>', 'the regression check, red before and green after'],
        ['playbook new fault --from-run <run>', 'the answer of then as a fault of the sandbox'],
        ['playbook new drill --from-run <run>', 'that fault, and a drill of the runbook with it'],
      ),
    );
  for (const [what, summary] of Object.entries(DRAFTS))
    command.addCommand(draftCommand(context, what as What, summary));
  return command;
}

function draftCommand(context: Context, what: What, summary: string): Command {
  return new Command(what)
    .summary(summary)
    .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
    .requiredOption('--from-run <run>', 'check that failed, by the id of its run')
    .option('--id <id>', 'name of the new file; one of the check and the day when left out')
    .action(
      context.action(async ({ fromRun, id }: Options) => {
        const { newFromRun } = await import('../write-draft.ts');
        return newFromRun(context, { what, run: fromRun, id });
      }),
    );
}
