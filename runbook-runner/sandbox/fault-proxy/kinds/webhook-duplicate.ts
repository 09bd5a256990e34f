// Webhooks are delivered twice, signed anew the second time, as a sender does whose record of the first got lost.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';

/** More than a second: receivers tell a further attempt from a replay by its time, which is in seconds. */
const AGAIN_AFTER_MS = 1_050;

const Options = z.strictObject({});

export const webhookDuplicateFault: FaultKind<z.output<typeof Options>> = {
  kind: 'webhook-duplicate',
  title: 'Deliver webhooks twice',
  summary:
    'Sends every webhook again a second later, under its id, with a new time and signature, whatever the answer was.',
  schema: Options,
  standing: 'operational',
  disturbs: 'deliveries',
  example: `title: Lumenpay delivers every webhook twice
kind: webhook-duplicate
target: lumenpay
expect: Every event arrives twice under one webhook-id.
`,
  describe: () => 'Every webhook arrives twice under one id, signed anew.',
  begin: () => ({
    deliveries: {
      async send(message, { sign, post, pause }) {
        const status = await post(sign(message));
        // It holds up nothing, and ends with the server.
        pause(AGAIN_AFTER_MS).then(
          () => post(sign(message)),
          () => undefined,
        );
        return status;
      },
    },
  }),
};
