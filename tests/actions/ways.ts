// Plans and acts with a kind as core does, and takes it back with what the plan had kept.
import type { ActionInput, ActionOutcome, ActionPlan } from '../../runbook-runner/actions/kind.ts';
import { portsOf, type World } from '../checks/support.ts';
import { actionKindOf } from './support.ts';

export interface Gone {
  readonly plan: ActionPlan;
  /** Undefined when the plan met an obstacle. */
  readonly outcome: ActionOutcome | undefined;
}

export async function does(kind: string, input: ActionInput<unknown>, world: World = {}): Promise<Gone> {
  const ports = portsOf(world);
  const way = actionKindOf(kind);
  const plan = await way.plan(input, ports);
  return {
    plan,
    outcome: plan.obstacle ? undefined : await way.run({ ...input, before: plan.before }, ports),
  };
}

export async function takesBack(kind: string, input: ActionInput<unknown>): Promise<Gone> {
  const ports = portsOf({});
  const way = actionKindOf(kind).back?.(input.operation);
  if (way === undefined) throw new Error(`${kind} has no way back`);
  // As a record gives it back: what is undefined is gone.
  const before = JSON.parse(JSON.stringify(input.before));
  const plan = await way.plan({ ...input, before }, ports);
  return {
    plan,
    outcome: plan.obstacle ? undefined : await way.run({ ...input, before: plan.before }, ports),
  };
}
