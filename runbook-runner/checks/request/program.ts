// Programs of this machine, which checks and actions start: what both declare of one, and how it ended.
import { z } from 'zod';
import type { Command } from '../../ports/findings.ts';
import type { ProcessOutcome } from '../../ports/process.ts';
import type { AssertionResult, Problem } from '../../ports/result.ts';
import { broken, kept } from '../assertions/result.ts';
import type { CheckPorts } from '../kind.ts';
import { fillArguments } from './arguments.ts';

const ExitCode = z.int().min(0).max(255);

export const ExitCodes = z.union([ExitCode, z.array(ExitCode).min(1)]);
type ExitCodes = z.output<typeof ExitCodes>;

export const programFields = {
  command: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'an id has lower-case letters, digits and single hyphens')
    .describe('Id of the program on the list of this machine; the list says what is executed.'),
  arguments: z
    .array(z.string().regex(/^[^\0]*$/, 'an argument has no NUL'))
    .default([])
    .describe('Arguments, each handed over as one; they may have {slots}.'),
  allowHyphen: z
    .boolean()
    .default(false)
    .describe('Takes values that begin with a hyphen, which the program may read as options.'),
};

interface Program {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly allowHyphen: boolean;
}

interface Bounds {
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly signal: AbortSignal;
  readonly deadlineMs: number;
}

/** Bytes of each output that a result keeps, and after which the program is killed. */
const KEPT_BYTES = 65_536;
const MAX_OUTPUT_BYTES = 1_048_576;

type Started = Exclude<ProcessOutcome, { ended: 'not-started' }>;

const text = new TextDecoder();
const cut = (bytes: Uint8Array): string => text.decode(bytes.subarray(0, KEPT_BYTES));

const keptOf = ({ stdout, stderr }: Started): Pick<Command, 'stdout' | 'stderr' | 'truncated'> => ({
  ...{ stdout: cut(stdout), stderr: cut(stderr) },
  ...(Math.max(stdout.byteLength, stderr.byteLength) > KEPT_BYTES ? { truncated: true } : {}),
});

/** Why a program that did not exit tells nothing. */
function unended(id: string, outcome: Started): Problem | undefined {
  const problem = (cls: Problem['class'], message: string): Problem => ({
    class: cls,
    outcome: 'error',
    message,
  });
  switch (outcome.ended) {
    case 'exited':
      return undefined;
    case 'signalled':
      return problem('command-failed', `The command "${id}" was ended by ${outcome.by}.`);
    case 'timeout':
      return problem('timeout', `The command "${id}" did not end within its deadline and was killed.`);
    case 'interrupted':
      return problem('interrupted', `The command "${id}" was interrupted and killed.`);
    case 'output-too-large':
      return problem('command-failed', `The command "${id}" wrote more than 1 MiB and was killed.`);
  }
}

export function evaluateExit(expected: ExitCodes, exitCode: number): AssertionResult {
  const taken = [expected].flat();
  const claim = { assertion: 'exit-code', title: `exit code is ${taken.join(' or ')}`, expected };
  if (taken.includes(exitCode)) return kept(claim, exitCode);
  return broken(claim, exitCode, 'unexpected-exit', `The program ended with ${exitCode}.`);
}

export type Ran =
  | { readonly started: false; readonly problem: Problem }
  | {
      readonly started: true;
      readonly outcome: Started;
      readonly command: Command;
      readonly problem: Problem | undefined;
    };

/** The program as it would be started. Throws `invalid_parameter`. */
export async function findProgram(program: Program, parameters: Bounds['parameters'], ports: CheckPorts) {
  const given = fillArguments(program.arguments, parameters, program.allowHyphen);
  const found = await ports.commands.find(program.command);
  return found.ok ? { ...found, arguments: given } : found;
}

export async function runProgram(program: Program, bounds: Bounds, ports: CheckPorts): Promise<Ran> {
  const found = await findProgram(program, bounds.parameters, ports);
  if (!found.ok) return { started: false, problem: found.problem };
  const { signal, deadlineMs } = bounds;
  const { executable, arguments: given } = found;
  const limits = { signal, deadlineMs, maxOutputBytes: MAX_OUTPUT_BYTES };
  const outcome = await ports.process.run({ executable, arguments: given, ...limits });
  if (outcome.ended === 'not-started') {
    const message = `The command "${program.command}" could not be started. ${outcome.reason}`;
    return { started: false, problem: { class: 'command-failed', outcome: 'error', message } };
  }
  const problem = unended(program.command, outcome);
  const command: Command = {
    ...{ executable, arguments: given, durationMs: outcome.durationMs },
    exitCode: outcome.ended === 'exited' ? outcome.exitCode : null,
    ...keptOf(outcome),
  };
  return { started: true, outcome, command, problem };
}
