// A consumer of ours is set wrongly, as somebody does in daylight and in good faith. No upstream has a part in it.
import { z } from 'zod';
import { NOT_EMPTY } from '../../../ports/editor-rules.ts';
import type { FaultKind } from './kind.ts';

const Configuration = z.strictObject({
  set: z
    .record(z.string().min(1), z.json())
    .refine((patch) => Object.keys(patch).length > 0, 'sets something')
    .meta(NOT_EMPTY)
    .describe('Values that are laid over the configuration in force, as a merge patch (RFC 7396).'),
});

export const configurationFault: FaultKind<z.output<typeof Configuration>> = {
  kind: 'configuration',
  title: 'Wrong configuration',
  summary:
    'Makes a new revision of the configuration of a consumer, by its operator API. At its end it puts back each value that is still as it set it; what was mended meanwhile stays.',
  schema: Configuration,
  standing: 'operational',
  disturbs: 'configuration',
  example: `title: order-sync asks for a version that Lumenpay does not have
kind: configuration
target: order-sync
set: { versions: { lumenpay: '2026-09-01' } }
expect: Lumenpay answers 400 to order-sync alone, and its orders wait.
`,
  describe: ({ set }) => `\`${JSON.stringify(set)}\` is laid over the configuration, as a new revision.`,
  begin: ({ set }) => ({ configuration: set }),
};
