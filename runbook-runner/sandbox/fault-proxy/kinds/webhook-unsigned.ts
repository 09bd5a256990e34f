// Webhooks come without a signature that holds: none at all, or one of somebody who does not know the secret.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';

/** Of the right form, and of no secret. */
const FORGED = `v1,${Buffer.alloc(32, 7).toString('base64')}`;

const Options = z.strictObject({
  signature: z
    .enum(['missing', 'forged'])
    .default('missing')
    .describe('Whether no signature is sent, or one that does not hold.'),
});

export const webhookUnsignedFault: FaultKind<z.output<typeof Options>> = {
  kind: 'webhook-unsigned',
  title: 'Leave webhooks unsigned',
  summary: 'Sends webhooks without a signature, or with a forged one.',
  schema: Options,
  standing: 'operational',
  disturbs: 'deliveries',
  example: `title: Webhooks of Lumenpay arrive unsigned
kind: webhook-unsigned
target: lumenpay
signature: missing
expect: Every delivery is refused.
`,
  describe: ({ signature }) => `Webhooks arrive with a ${signature} signature.`,
  begin: ({ signature }) => ({
    deliveries: {
      send(message, { sign, post }) {
        const signed = sign(message);
        const { 'webhook-signature': _, ...unsigned } = signed.headers;
        const headers =
          signature === 'missing' ? unsigned : { ...signed.headers, 'webhook-signature': FORGED };
        return post({ ...signed, headers });
      },
    },
  }),
};
