// A declared fault as the sandbox takes it.
import type { FaultDefinition } from '../playbook/playbook.ts';
import type { FaultOrder } from '../ports/sandbox.ts';

/** The order to inject a fault; its kind's own fields become the options. */
export function faultOrder(fault: FaultDefinition): FaultOrder {
  const { id, file: _, title, target, duration, kind, expect: __, ...options } = fault;
  return { id, title, target, durationMs: duration.ms, kind, options };
}
