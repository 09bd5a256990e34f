// The program `playbook`: its commands in the order of its help.
import { Command } from 'commander';
import { VERSION } from '../compose/version.ts';
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

/** In the order of the help. */
const COMMANDS: Readonly<Record<string, (context: Context) => Command>> = {
  serve: serveCommand,
  build: buildCommand,
  check: checkCommand,
  preflight: preflightCommand,
  baseline: baselineCommand,
  run: runCommand,
  action: actionCommand,
  undo: undoCommand,
  drill: drillCommand,
  lint: lintCommand,
  diff: diffCommand,
  sandbox: sandboxCommand,
  pair: pairCommand,
  secrets: secretsCommand,
  approve: approveCommand,
  runs: runsCommand,
  reproduce: reproduceCommand,
  new: newCommand,
};

/** The one that is named, or all of them: describing eighteen takes a good part of a start, and one of them runs. */
function wanted(first: string | undefined) {
  const named = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  return named ? [named] : Object.values(COMMANDS);
}

interface Shown {
  /** The first word of the command line, where it is to run and not to be explained. */
  readonly first?: string | undefined;
  /** The part of the help of `check` that lists kinds and assertions. */
  readonly kinds?: string | undefined;
}

export function program(context: Context, { first, kinds = '' }: Shown): Command {
  const root = new Command('playbook')
    .description('Runs the checks, actions and runbooks of the API integration playbook.')
    .version(VERSION, '-V, --version', 'show the version of the program')
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
  for (const make of wanted(first)) root.addCommand(make(context));
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
