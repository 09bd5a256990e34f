// YAML definitions that only the runner reads: checks, actions, faults. Kinds add their own fields.
import { z } from 'zod';
import { DurationText, Id, Parameters } from './primitives.ts';
import { Retries } from './retries.ts';

/** Fields of every check; the kind's own schema supplies the rest. */
export const CheckBase = z.strictObject({
  title: z.string().describe('The promise in a line: "Charges match the agreed contract".'),
  description: z.string().optional().describe('Why it matters and what a red result means.'),
  integration: Id.describe('Integration that is probed.'),
  origin: Id.optional().describe(
    'Further address of the environment that is probed instead of its own, by its name under `origins`.',
  ),
  kind: z.string().describe('How it is probed.'),
  parameters: Parameters.default({}),
  tags: z.array(Id).default([]).describe('For selection.'),
  cost: z.int().min(1).default(1).describe('Upstream requests of one run.'),
  deadline: DurationText.prefault('10s').describe(
    'When the check gives up as a whole; one attempt of it with `retries`.',
  ),
  priority: z
    .enum(['high', 'normal', 'low'])
    .default('normal')
    .describe('Who goes first where many wait; among equals the criticality of the integration decides.'),
  retries: Retries.optional(),
});
export type CheckBase = z.output<typeof CheckBase>;

/** Fields of every action; `do` and `undo` hold an operation of the kind. */
export const ActionBase = z.strictObject({
  title: z.string().describe('What it does: "Serve cached charges".'),
  description: z.string().describe('What changes, for whom, and what it costs.'),
  integration: Id.describe('Integration that is changed.'),
  kind: z.string().describe('How it is changed.'),
  parameters: Parameters.default({}),
  irreversible: z
    .boolean()
    .default(false)
    .describe('True when there is no way back; `undo` is then left out.'),
  verify: z.array(Id).default([]).describe('Checks that must pass after it.'),
  expires: DurationText.optional().describe(
    'Until when a temporary change holds; then it is undone by itself.',
  ),
  deadline: DurationText.prefault('10s').describe('When the action gives up.'),
});
export type ActionBase = z.output<typeof ActionBase>;

const Common = {
  title: z.string().describe('What the fault does, as a tester sees it.'),
  target: Id.describe('Server of the sandbox that is disturbed.'),
  duration: DurationText.prefault('10m').describe('When it ends by itself.'),
  expect: z.string().describe('What to expect in the consumer and in the checks.'),
  path: z
    .string()
    .startsWith('/')
    .optional()
    .describe('Only requests whose path starts so; all when left out.'),
};

const Pointer = z.string().describe('JSON pointer (RFC 6901) in the response.');
const Change = <Name extends string>(name: Name) => z.literal(name).describe('What is done to the value.');

export const Fault = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('latency').describe('What is done to the traffic.'),
      ...Common,
      delay: DurationText.describe('Added before the response.'),
    }),
    z.strictObject({
      kind: z.literal('status').describe('What is done to the traffic.'),
      ...Common,
      status: z.union([z.literal(429), z.literal(503)]).describe('Status that is answered instead.'),
      retryAfter: DurationText.optional().describe('Retry-After to send.'),
    }),
    z.strictObject({ kind: z.literal('reset').describe('What is done to the traffic.'), ...Common }),
    z.strictObject({
      kind: z.literal('schema-drift').describe('What is done to the traffic.'),
      ...Common,
      changes: z
        .array(
          z.discriminatedUnion('change', [
            z.strictObject({
              change: Change('retype'),
              pointer: Pointer,
              to: z
                .enum(['string', 'number', 'boolean'])
                .describe('Type that the value gets, or the new name of the key.'),
            }),
            z.strictObject({ change: Change('remove'), pointer: Pointer }),
            z.strictObject({
              change: Change('rename'),
              pointer: Pointer,
              to: z.string().describe('The new name of the key.'),
            }),
            z.strictObject({
              change: Change('set'),
              pointer: Pointer,
              value: z.json().describe('Value to put there.'),
            }),
          ]),
        )
        .min(1)
        .describe('Changes to each JSON response.'),
    }),
    z.strictObject({
      kind: z.literal('expired-certificate').describe('What is done to the traffic.'),
      ...Common,
    }),
  ])
  .describe('A declared disturbance of the sandbox.');
export type Fault = z.output<typeof Fault>;
