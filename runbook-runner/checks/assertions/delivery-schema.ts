// What webhooks of a window are held to, and how a check says it in words.
import { z } from 'zod';
import { DurationText } from '../../ports/duration-text.ts';
import { spoken } from '../../ports/spoken.ts';
import { bodyAssertion } from './body.ts';
import { BodyExpectation } from './body-schema.ts';
import { JsonPathText } from './json-path-text.ts';
import { WebhookContract } from './webhook-contract.ts';
import { code } from './words.ts';

export const DeliveryExpectation = z
  .strictObject({
    count: z.int().min(1).max(100).default(1).describe('How many must arrive in the window, at least.'),
    type: z.string().min(1).optional().describe('Type of every event, as it stands at `$.type`.'),
    duplicates: z
      .int()
      .min(0)
      .default(0)
      .describe('How often events may be delivered again; none unless declared.'),
    order: z
      .strictObject({
        path: JsonPathText.describe('Where an event has its place in the sequence: `$.sequence`.'),
      })
      .optional()
      .describe('Each event comes no earlier in the sequence than the one that arrived before it.'),
    delay: z
      .strictObject({
        from: JsonPathText.default('$.timestamp').describe(
          'Where an event says when it happened (RFC 3339).',
        ),
        atMost: DurationText.describe('How much later it may arrive at the latest.'),
      })
      .optional()
      .describe('From the event to its arrival.'),
    skew: DurationText.refine(({ ms }) => ms >= 2_000, 'deliveries tell whole seconds: 2s at least')
      .optional()
      .describe('How far the clock of the sender may be from ours.'),
    body: BodyExpectation.optional(),
    contract: WebhookContract.optional(),
  })
  .describe('What the deliveries must hold to, beside that their signatures hold.');
export type DeliveryExpectation = z.output<typeof DeliveryExpectation>;

/** The promises, one line each. */
export function describeDeliveries(expected: DeliveryExpectation): string[] {
  const { count, type, duplicates, order, delay, skew, body, contract } = expected;
  return [
    'every delivery is signed, of now, and sent once as it is',
    ...(skew === undefined ? [] : [`the clock of the sender is within ${spoken(skew)} of ours`]),
    `${count === 1 ? 'one delivery arrives' : `${count} deliveries arrive`} in the window`,
    ...(type === undefined ? [] : [`every event is ${code(type)}`]),
    duplicates === 0 ? 'no event is delivered twice' : `at most ${duplicates} are delivered again`,
    ...(order === undefined ? [] : [`${code(order.path)} never goes back`]),
    ...(delay === undefined ? [] : [`each arrives within ${spoken(delay.atMost)} of ${code(delay.from)}`]),
    ...(body === undefined ? [] : bodyAssertion.describe(body).map((one) => `of every event, ${one}`)),
    ...(contract === undefined ? [] : [`every event keeps the contract of ${code(contract.webhook)}`]),
  ];
}
