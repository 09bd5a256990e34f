// The contract of an action kind: a way to change something. One file a kind, one line in the registry.
import type { z } from 'zod';
import type { CheckPorts, References, Target } from '../checks/kind.ts';
import type { Exchange, Problem } from '../ports/result.ts';

export interface ActionInput<Operation> {
  readonly id: string;
  readonly operation: Operation;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  readonly target: Target;
  readonly traceparent: string;
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
  /** Milliseconds that the run may take from now on. */
  readonly deadlineMs: number;
}

/** The exact change, before it is made. */
export interface ActionPlan {
  readonly summary: string;
  readonly request: Exchange['request'];
  readonly body: string | null;
}

export type ActionOutcome =
  | { readonly status: 'done'; readonly exchange: Exchange }
  /** The upstream answered that it did not do it. */
  | { readonly status: 'refused'; readonly exchange: Exchange; readonly problem?: Problem }
  /** We could not act, and know that nothing was sent. */
  | { readonly status: 'error'; readonly problem: Problem }
  /** The request left, and no answer came: nobody knows. */
  | { readonly status: 'unknown'; readonly problem: Problem };

export interface ActionKind<Operation = unknown> {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  /** Schema of one operation of this kind: what `do` and `undo` hold. */
  readonly schema: z.ZodType<Operation>;
  readonly example: string;
  references(operation: Operation): References;
  plan(input: ActionInput<Operation>): ActionPlan;
  run(input: ActionInput<Operation>, ports: CheckPorts): Promise<ActionOutcome>;
}
