// The check kind `command`: a program of this machine that only reads, held to its exit code and output.
import { z } from 'zod';
import type { AssertionResult, KindOutcome } from '../ports/result.ts';
import { bodyAssertion, evaluateBody } from './assertions/body.ts';
import { BodyExpectation } from './assertions/body-schema.ts';
import { slotsIn } from './assertions/slots.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';
import { refuseArguments } from './request/arguments.ts';
import { told } from './request/document.ts';
import { ExitCodes, evaluateExit, programFields, type Ran, runProgram } from './request/program.ts';

const CommandCheck = z.strictObject({
  ...programFields,
  expect: z
    .strictObject({
      exitCode: ExitCodes.default(0).describe('Exit code, or those that are taken.'),
      stdout: BodyExpectation.optional().describe('Promises about the standard output, as about a body.'),
    })
    .prefault({})
    .describe('What the program must hold to.'),
});
type CommandCheck = z.output<typeof CommandCheck>;

type Started = Extract<Ran, { started: true }>['outcome'];

/** A program names no type of its output: that there is none explains nothing. */
const OUTPUT = { status: 0, headers: [['content-type', 'application/json']] } as const;

function evaluateOutput({ exitCode, stdout }: CommandCheck['expect'], outcome: Started): AssertionResult[] {
  if (outcome.ended !== 'exited') return [];
  const output = stdout ? evaluateBody(stdout, { ...OUTPUT, body: outcome.stdout }) : [];
  const renamed = output.map((one) => ({
    ...one,
    assertion: 'stdout',
    title: one.title.replace(/^body/, 'stdout'),
    ...(one.detail === undefined ? {} : { detail: one.detail.replace(/^The body/, 'The output') }),
  }));
  return [evaluateExit(exitCode, outcome.exitCode), ...renamed];
}

async function look(input: CheckInput<CommandCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { expect, ...program } = input.definition;
  const ran = await runProgram(program, input, ports);
  if (!ran.started) return { assertions: [], problem: ran.problem };
  const { outcome, command, problem } = ran;
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
    refuseArguments(definition.arguments, parameters, definition.allowHyphen);
  },
  passage: () => false,
  run: async (input, ports) => told(input, await look(input, ports)),
};
