// The check kind `command`: a program of this machine that only reads, held to its exit code and output.
import { z } from 'zod';
import type { Command } from '../ports/findings.ts';
import type { ProcessOutcome } from '../ports/process.ts';
import type { AssertionResult, KindOutcome, Problem } from '../ports/result.ts';
import { BodyExpectation, bodyAssertion, evaluateBody } from './assertions/body.ts';
import { broken, kept } from './assertions/result.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { fillArguments } from './request/arguments.ts';
import { told } from './request/document.ts';
import { slotsIn } from './request/slots.ts';

const ExitCode = z.int().min(0).max(255);

const CommandCheck = z.strictObject({
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
  expect: z
    .strictObject({
      exitCode: z
        .union([ExitCode, z.array(ExitCode).min(1)])
        .default(0)
        .describe('Exit code, or those that are taken.'),
      stdout: BodyExpectation.optional().describe('Promises about the standard output, as about a body.'),
    })
    .prefault({})
    .describe('What the program must hold to.'),
});
type CommandCheck = z.output<typeof CommandCheck>;

/** Bytes of each output that a result keeps, and after which the program is killed. */
const KEPT_BYTES = 65_536;
const MAX_OUTPUT_BYTES = 1_048_576;

type Started = Exclude<ProcessOutcome, { ended: 'not-started' }>;

const text = new TextDecoder();
const cut = (bytes: Uint8Array): string => text.decode(bytes.subarray(0, KEPT_BYTES));

/** Why a program that did not exit tells nothing. */
function unended(id: string, outcome: ProcessOutcome): Problem | undefined {
  const problem = (cls: Problem['class'], message: string): Problem => ({
    class: cls,
    outcome: 'error',
    message,
  });
  switch (outcome.ended) {
    case 'exited':
      return undefined;
    case 'not-started':
      return problem('command-failed', `The command "${id}" could not be started. ${outcome.reason}`);
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

function evaluateExit(expected: CommandCheck['expect']['exitCode'], exitCode: number): AssertionResult {
  const taken = [expected].flat();
  const claim = { assertion: 'exit-code', title: `exit code is ${taken.join(' or ')}`, expected };
  if (taken.includes(exitCode)) return kept(claim, exitCode);
  return broken(claim, exitCode, 'unexpected-exit', `The program ended with ${exitCode}.`);
}

function evaluateOutput({ exitCode, stdout }: CommandCheck['expect'], outcome: Started): AssertionResult[] {
  if (outcome.ended !== 'exited') return [];
  const output = stdout ? evaluateBody(stdout, { status: 0, headers: [], body: outcome.stdout }) : [];
  const renamed = output.map((one) => ({
    ...one,
    assertion: 'stdout',
    title: one.title.replace(/^body/, 'stdout'),
  }));
  return [evaluateExit(exitCode, outcome.exitCode), ...renamed];
}

async function look(input: CheckInput<CommandCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { command: id, arguments: templates, allowHyphen, expect } = input.definition;
  const given = fillArguments(templates, input.parameters, allowHyphen);
  const found = await ports.commands.find(id);
  if (!found.ok) return { assertions: [], problem: found.problem };
  const { signal, deadlineMs } = input;
  const { executable } = found;
  const bounds = { signal, deadlineMs, maxOutputBytes: MAX_OUTPUT_BYTES };
  const outcome = await ports.process.run({ executable, arguments: given, ...bounds });
  const problem = unended(id, outcome);
  if (outcome.ended === 'not-started') return { assertions: [], problem };
  const command: Command = {
    executable,
    arguments: given,
    exitCode: outcome.ended === 'exited' ? outcome.exitCode : null,
    stdout: cut(outcome.stdout),
    stderr: cut(outcome.stderr),
    durationMs: outcome.durationMs,
  };
  return { assertions: evaluateOutput(expect, outcome), problem, command };
}

export const commandCheck: CheckKind<CommandCheck> = {
  kind: 'command',
  title: 'Command',
  summary:
    "Runs a program that this machine's owner allowed, without a shell, and holds it to exit code and output.",
  schema: CommandCheck,
  example: `title: The network lets us through to Lumenpay
integration: lumenpay
kind: command
command: trace-route
arguments: ['--max-hop=12', '{host}']
parameters: { host: { type: enum, values: [api.lumenpay.example, status.lumenpay.example], default: api.lumenpay.example } }
expect: { exitCode: 0, stdout: [{ text: { contains: lumenpay } }] }
`,
  references: (definition) => ({
    contracts: [],
    parameters: [...new Set(definition.arguments.flatMap(slotsIn))],
  }),
  assertions: ({ expect }) => ['exit-code', ...(expect.stdout ? ['stdout'] : [])],
  describe: ({ command, expect }) => ({
    asks: `the command \`${command}\` of this machine`,
    promises: [
      `the exit code is ${[expect.exitCode].flat().join(' or ')}`,
      ...bodyAssertion
        .describe(expect.stdout ?? [])
        .map((promise) => promise.replace(/^the body/, 'the output')),
    ],
  }),
  refuse: (definition, parameters) => {
    fillArguments(definition.arguments, parameters, definition.allowHyphen);
  },
  passage: false,
  run: async (input, ports) => told(input, await look(input, ports)),
};
