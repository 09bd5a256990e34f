// A declared fault as the sandbox takes it.
import type { FaultDefinition } from '../playbook/playbook.ts';
import type { FaultOrder } from '../ports/sandbox.ts';

export function faultOrder(fault: FaultDefinition): FaultOrder {
  const { id, title, target, duration, longerThanAnHour, kind, options } = fault;
  const declared = longerThanAnHour !== undefined && { longerThanAnHour: true };
  return { id, title, target, durationMs: duration.ms, kind, options, ...declared };
}
