// Connections are reset instead of answered.
import { z } from 'zod';
import type { FaultKind } from './kind.ts';
import { scoped, scopeFields, where } from './shared/scope.ts';

const Reset = z.strictObject(scopeFields);

export const resetFault: FaultKind<z.output<typeof Reset>> = {
  kind: 'reset',
  title: 'Reset connections',
  summary: 'Ends the connection with a TCP reset in place of an answer.',
  schema: Reset,
  standing: 'major_outage',
  example: `title: Lumenpay resets connections instead of answering
kind: reset
target: lumenpay
path: /v1
expect: Each request under /v1 ends in a connection reset.
`,
  describe: (options) => `Each request${where(options)} ends in a connection reset.`,
  begin: (options) => ({ concerns: scoped(options), exchange: () => ({ do: 'reset' }) }),
};
