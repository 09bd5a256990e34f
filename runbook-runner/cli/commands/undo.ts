// `playbook undo`: takes back an action that was done.
import { Command } from 'commander';
import type { Context } from '../context.ts';
import { examples, jsonOption } from '../options.ts';
import { actionLines } from '../render-action.ts';
import { stageObserver } from '../stage-observer.ts';
import { exitOfAction } from '../verdicts.ts';

export function undoCommand(context: Context): Command {
  return new Command('undo')
    .summary('take back an action that was done')
    .description(
      'Runs the declared undo of a finished action, in its own environment and with its own parameters.',
    )
    .argument('<run>', 'run of the action; `playbook runs` lists them')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['playbook undo <run>', 'take it back'], ['playbook runs --kind action', 'find the run']),
    )
    .action(
      context.action((run: string, options: { readonly json?: boolean }) => undo(context, run, options.json)),
    );
}

async function undo({ terminal, runner, signal }: Context, run: string, json = false) {
  const opened = await runner();
  const asked = { actor: opened.owner, signal, idempotencyKey: crypto.randomUUID() };
  const result = await opened.undo(run, asked, stageObserver(terminal, json ? terminal.note : terminal.out));
  if (json) terminal.out(JSON.stringify(result, null, 2));
  else for (const line of actionLines(terminal.paint, result)) terminal.out(line);
  return exitOfAction(result);
}
