// Owns what the proxy accepts as a fault: an order of a kind that there is, with the options of that kind.

import { z } from 'zod';
import { PlaybookError, suggest } from '../../errors/index.ts';
import { type FaultOrder, tooLong } from '../../ports/sandbox.ts';
import type { Effect, FaultKind, Stage } from './kinds/kind.ts';
import { faultKinds } from './kinds/registry.ts';

export interface ParsedFault {
  readonly kind: FaultKind;
  begin(stage: Stage): Effect;
}

/** Throws `invalid_request` for a kind that there is not, options that the kind doesn't have, and too long a time. */
export function parseOrder(order: FaultOrder): ParsedFault {
  const why = tooLong(order);
  if (why !== undefined)
    throw new PlaybookError('invalid_request', `The fault "${order.id}" would last too long.`, { hint: why });
  const kind = faultKinds.get(order.kind);
  if (!kind) {
    const message = `The fault "${order.id}" is of a kind that there is not: "${order.kind}".`;
    throw new PlaybookError('invalid_request', message, { hint: suggest(order.kind, faultKinds.keys()) });
  }
  const parsed = kind.schema.safeParse(order.options);
  if (parsed.success) return { kind, begin: (stage) => kind.begin(parsed.data, stage) };
  throw new PlaybookError('invalid_request', `The fault "${order.id}" has options that it cannot have.`, {
    hint: z.prettifyError(parsed.error),
  });
}
