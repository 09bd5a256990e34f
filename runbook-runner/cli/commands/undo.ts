// `playbook undo`: takes back an action that was done.
import { Command } from 'commander';
import { PRODUCTION } from '../../core/production.ts';
import type { ExitCode } from '../../errors/index.ts';
import type { RunRecord } from '../../ports/store.ts';
import { confirmAction } from '../confirm-action.ts';
import type { Context } from '../context.ts';
import { confirmOption, examples, jsonOption, reasonOption } from '../options.ts';
import { actionLines } from '../render-action.ts';
import { localTime } from '../shown.ts';
import { stageObserver } from '../stage-observer.ts';
import { exitOfAction } from '../verdicts.ts';

interface Options {
  readonly confirm?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

export function undoCommand(context: Context): Command {
  return new Command('undo')
    .summary('take back an action that was done')
    .description(
      'Runs the declared undo of a finished action, in its own environment and with its own parameters.\n' +
        'In production it asks as the action does; without a terminal it needs --confirm and --reason there.',
    )
    .argument('<run>', 'run of the action; `playbook runs` lists them')
    .addOption(confirmOption())
    .addOption(reasonOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['playbook undo <run>', 'take it back'], ['playbook runs --kind action', 'find the run']),
    )
    .action(context.action((run: string, options: Options) => undo(context, run, options)));
}

/** As for the action itself: in production its name is typed, and a reason given. */
async function consentTo(context: Context, { environment, subject, startedAt }: RunRecord, given: Options) {
  const { json, ...words } = given;
  if (environment !== PRODUCTION && given.confirm === undefined) return words;
  const { note, out } = context.terminal;
  (json ? note : out)(`Takes back "${subject}" in ${environment}, done at ${localTime(startedAt)}.`);
  return confirmAction(context, environment, words);
}

async function undo(context: Context, run: string, options: Options): Promise<ExitCode> {
  const { terminal, runner, signal } = context;
  const { json = false } = options;
  const opened = await runner();
  const record = await opened.run(run);
  const consent = record?.kind === 'action' ? await consentTo(context, record, options) : {};
  const asked = { ...consent, actor: opened.owner, signal, idempotencyKey: crypto.randomUUID() };
  const result = await opened.undo(run, asked, stageObserver(terminal, json ? terminal.note : terminal.out));
  if (json) terminal.out(JSON.stringify(result, null, 2));
  else for (const line of actionLines(terminal.paint, result)) terminal.out(line);
  return exitOfAction(result);
}
