// The action kind `command`: a program of this machine that changes something, without a shell.
import { z } from 'zod';
import { slotsIn } from '../checks/assertions/slots.ts';
import type { CheckPorts } from '../checks/kind.ts';
import {
  ExitCodes,
  evaluateExit,
  findProgram,
  programFields,
  runProgram,
} from '../checks/request/program.ts';
import { type ActionInput, type ActionKind, type ActionOutcome, type ActionPlan, stopped } from './kind.ts';

const CommandOperation = z.strictObject({
  ...programFields,
  expect: z
    .strictObject({
      exitCode: ExitCodes.default(0).describe('Exit code, or those, with which the change counts as made.'),
    })
    .prefault({})
    .describe('How the program must end.'),
});
type CommandOperation = z.output<typeof CommandOperation>;
type Input = ActionInput<CommandOperation>;

async function plan(input: Input, ports: CheckPorts): Promise<ActionPlan> {
  const found = await findProgram(input.operation, input.parameters, ports);
  if (!found.ok) return stopped('error', found.problem);
  const words = [found.executable, ...found.arguments.map((one) => JSON.stringify(one))];
  return { summary: `runs ${words.join(' ')}`, body: null };
}

/** A program that was ended half-way has done nobody knows what. */
async function run(input: Input, ports: CheckPorts): Promise<ActionOutcome> {
  const { expect, ...program } = input.operation;
  const ran = await runProgram(program, input, ports);
  if (!ran.started) return { status: 'error', problem: ran.problem };
  const { command, problem } = ran;
  if (problem !== undefined) return { status: 'unknown', problem, command };
  const exit = evaluateExit(expect.exitCode, command.exitCode ?? -1);
  if (exit.outcome === 'pass') return { status: 'done', command };
  const message = `${exit.detail} It counts as done with: ${exit.title}.`;
  return { status: 'refused', command, problem: { class: 'command-failed', outcome: 'fail', message } };
}

export const commandAction: ActionKind<CommandOperation> = {
  kind: 'command',
  title: 'Command',
  summary:
    'Runs a program that this machine\'s owner allowed, without a shell. The list of allowed programs stands outside the repository, in `~/.config/playbook/commands.json`: `{ "export-queue": "/usr/local/bin/export-queue" }`.',
  schema: CommandOperation,
  example: `title: Hold the nightly export
description: The export waits until it is released, so that no half record leaves the house.
integration: order-sync
kind: command
parameters: { queue: { type: enum, values: [nightly, hourly], default: nightly, describe: Queue that is held. } }
do: { command: export-queue, arguments: [hold, '{queue}'] }
undo: { command: export-queue, arguments: [release, '{queue}'] }
verify: [order-sync-live]
expires: 12h
`,
  references: (operation) => ({
    contracts: [],
    parameters: [...new Set(operation.arguments.flatMap(slotsIn))],
  }),
  passage: false,
  plan,
  run,
};
