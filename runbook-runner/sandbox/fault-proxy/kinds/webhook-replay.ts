// Webhooks are sent again byte for byte, as somebody does who recorded one.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';

const Options = z.strictObject({});

export const webhookReplayFault: FaultKind<z.output<typeof Options>> = {
  kind: 'webhook-replay',
  title: 'Replay webhooks',
  summary: 'Sends every webhook a second time as it was: the same id, time and signature.',
  schema: Options,
  standing: 'operational',
  disturbs: 'deliveries',
  example: `title: Somebody replays the webhooks of Lumenpay
kind: webhook-replay
target: lumenpay
expect: Every delivery arrives again as it was, and is refused.
`,
  describe: () => 'Every webhook arrives again as it was, with its old time and signature.',
  begin: () => ({
    deliveries: {
      async send(message, { sign, post }) {
        const signed = sign(message);
        const status = await post(signed);
        await post(signed);
        return status;
      },
    },
  }),
};
