// A declared fault as the sandbox takes it.
import type { FaultDefinition } from '../playbook/playbook.ts';
import type { FaultOrder } from '../ports/sandbox.ts';

export function faultOrder({ id, title, target, duration, kind, options }: FaultDefinition): FaultOrder {
  return { id, title, target, durationMs: duration.ms, kind, options };
}
