// Connections are reset, before the answer or within it.
import { z } from 'zod';
import type { Answer, FaultKind, Stage } from './kind.ts';
import { bytesOf, Reset } from './shared/answers.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const ResetOptions = z.strictObject({
  when: z
    .enum(['before-headers', 'after-headers'])
    .default('before-headers')
    .describe('Whether status and headers still come.'),
  ...scopeFields,
});

/** A reset overtakes bytes that are on their way: they get this long to arrive. */
const ARRIVAL_MS = 100;

async function* halfOf(answer: Answer, stage: Stage): AsyncGenerator<Uint8Array> {
  const bytes = await bytesOf(answer);
  yield bytes.subarray(0, Math.floor(bytes.byteLength / 2));
  await stage.wait(ARRIVAL_MS);
  throw new Reset('The connection is reset here.');
}

export const resetFault: FaultKind<z.output<typeof ResetOptions>> = {
  kind: 'reset',
  title: 'Reset connections',
  summary: 'Ends the connection with a TCP reset (RST): in place of the answer, or after its headers.',
  schema: ResetOptions,
  standing: 'major_outage',
  example: `title: Lumenpay resets connections instead of answering
kind: reset
target: lumenpay
path: /v1
expect: Each request under /v1 ends in a connection reset.
`,
  describe: ({ when, ...scope }) =>
    `The connection is reset ${when === 'before-headers' ? 'in place of the answer' : 'in the middle of the answer'} to ${requests(scope)}.`,
  begin: (options, stage) =>
    options.when === 'before-headers'
      ? { concerns: scoped(options), exchange: () => ({ do: 'reset' }) }
      : {
          concerns: scoped(options),
          answer: (answer) => ({ ...answer, body: halfOf(answer, stage) }),
        },
};
