// The program `playbook`: its commands in the order of its help.
import { Command } from 'commander';
import { actionCommand } from './commands/action.ts';
import { approveCommand } from './commands/approve.ts';
import { baselineCommand } from './commands/baseline.ts';
import { buildCommand } from './commands/build.ts';
import { checkCommand } from './commands/check.ts';
import { diffCommand } from './commands/diff.ts';
import { drillCommand } from './commands/drill.ts';
import { lintCommand } from './commands/lint.ts';
import { newCommand } from './commands/new.ts';
import { pairCommand } from './commands/pair.ts';
import { preflightCommand } from './commands/preflight.ts';
import { reproduceCommand } from './commands/reproduce.ts';
import { runCommand } from './commands/run.ts';
import { runsCommand } from './commands/runs.ts';
import { sandboxCommand } from './commands/sandbox.ts';
import { secretsCommand } from './commands/secrets.ts';
import { serveCommand } from './commands/serve.ts';
import { undoCommand } from './commands/undo.ts';
import type { Context } from './context.ts';
import { examples } from './options.ts';

const EXIT_CODES = `
Exit codes:
  0   pass
  1   fail: an upstream broke a promise
  2   error: it could not be told, e.g. the sandbox is not running
  64  usage: the command was not understood
  65  the playbook itself has errors
  75  try again later`;

/** `kinds` is the part of the help of `check` that lists kinds and assertions. */
export function program(context: Context, kinds = ''): Command {
  const root = new Command('playbook')
    .description('Runs the checks, actions and runbooks of the API integration playbook.')
    .helpOption('-h, --help', 'show this help')
    // An option belongs to the command before it: a subcommand may have the same.
    .enablePositionalOptions()
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText(
      'after',
      `${EXIT_CODES}\n${examples(
        ['playbook serve --build --sandbox', 'the pages, the runner and a sandbox'],
        ['playbook check --all', 'every check, in the sandbox'],
        ['playbook run inconsistent-schema', 'a runbook, step by step'],
      )}\n\nIn the repository, "playbook" is typed as: npm run -s playbook --`,
    );
  const commands = [
    serveCommand,
    buildCommand,
    checkCommand,
    preflightCommand,
    baselineCommand,
    runCommand,
    actionCommand,
    undoCommand,
    drillCommand,
    lintCommand,
    diffCommand,
    sandboxCommand,
    pairCommand,
    secretsCommand,
    approveCommand,
    runsCommand,
    reproduceCommand,
    newCommand,
  ];
  for (const command of commands) root.addCommand(command(context));
  root.commands.find((command) => command.name() === 'check')?.addHelpText('after', kinds);
  return withManners(root);
}

/** The same manners for a command and those under it: no exit of its own, help after a usage error. */
function withManners(command: Command): Command {
  command.exitOverride().helpOption('-h, --help', 'show this help').showHelpAfterError(hintOf(command));
  command.configureHelp({ sortOptions: false, showGlobalOptions: false });
  for (const child of command.commands) withManners(child);
  return command;
}

function hintOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at; at = at.parent) names.unshift(at.name());
  return `See ${names.join(' ')} --help.`;
}
