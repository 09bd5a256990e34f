// Webhooks overtake each other.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';

const HELD_BACK_MS = 300;

const Options = z.strictObject({});

export const webhookReorderFault: FaultKind<z.output<typeof Options>> = {
  kind: 'webhook-reorder',
  title: 'Reorder webhooks',
  summary: 'Sends the newest webhook that waits first. One that waits alone is held back for 300 ms.',
  schema: Options,
  standing: 'operational',
  disturbs: 'deliveries',
  example: `title: Webhooks of Lumenpay overtake each other
kind: webhook-reorder
target: lumenpay
expect: Events arrive with a sequence that goes back.
`,
  describe: () => 'The newest webhook that waits goes first.',
  begin: () => ({
    deliveries: {
      async take(waiting, { pause }) {
        if (waiting.length < 2) await pause(HELD_BACK_MS);
        return waiting.pop();
      },
    },
  }),
};
