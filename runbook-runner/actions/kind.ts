// The contract of an action kind: a way to change something. One file a kind, one line in the registry.
import type { z } from 'zod';
import type { CheckPorts, References, Target } from '../checks/kind.ts';
import type { Command } from '../ports/findings.ts';
import type { AssertionResult, Exchange, Problem } from '../ports/result.ts';

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
  /** Milliseconds after which the change is taken back by itself; undefined when it is meant to stay. */
  readonly expiresMs?: number | undefined;
  /** What `plan` had kept before the change was made: its own when it is made, the action's when it is taken back. */
  readonly before?: unknown;
  /** Does one stage of several: its intent is committed before the work, and how it ended after. */
  readonly stage: StageRunner;
}

/** One value that an action replaces; undefined stands for a value that is not there. */
export interface ValueChange {
  /** JSON pointer (RFC 6901) in the settings. */
  readonly path: string;
  readonly from?: unknown;
  readonly to?: unknown;
}

/** A part of an action that begins and ends by itself. */
export interface Stage {
  readonly id: string;
  readonly title: string;
  /** Milliseconds that it usually takes, where that is known. */
  readonly expectedMs?: number | undefined;
}

export type StageRunner = (
  stage: Stage,
  work: (idempotencyKey: string) => Promise<ActionOutcome>,
) => Promise<ActionOutcome>;

/** The exact change, before it is made. */
export interface ActionPlan {
  readonly summary: string;
  /** The request that makes it; undefined where a program does, or nothing has to be sent. */
  readonly request?: Exchange['request'] | undefined;
  readonly body: string | null;
  /** Each value that it replaces. */
  readonly changes?: readonly ValueChange[] | undefined;
  readonly stages?: readonly Stage[] | undefined;
  /** What may be lost or done twice, one line each. */
  readonly risks?: readonly string[] | undefined;
  /** Recorded with the intent, so that the way back puts back exactly this. */
  readonly before?: unknown;
  /** Why it cannot be made as things are: `unmet`, or why nobody could tell: `error`. Nothing is sent then. */
  readonly obstacle?: { readonly status: 'unmet' | 'error'; readonly problem: Problem } | undefined;
}

/** The plan of a change that cannot be made as things are. */
export const stopped = (status: 'unmet' | 'error', problem: Problem): ActionPlan => ({
  ...{ summary: 'What it would change is not known.', body: null, obstacle: { status, problem } },
});

/** The plan where nothing is left to change. */
export const settled = (
  before: unknown,
  summary = 'It is so already: nothing has to be sent.',
): ActionPlan => ({ summary, body: null, changes: [], before });

export type ActionOutcome =
  | {
      readonly status: 'done';
      readonly exchange?: Exchange | undefined;
      readonly command?: Command | undefined;
      /** What was seen afterwards; the change is unverified unless all pass. */
      readonly assertions?: readonly AssertionResult[];
      /** True when things were so already: there is nothing to take back. */
      readonly unchanged?: boolean;
    }
  /** The upstream answered that it did not do it. */
  | (Undone & { readonly status: 'refused'; readonly exchange?: Exchange | undefined })
  /** We could not act, and know that nothing was sent. */
  | (Undone & { readonly status: 'error'; readonly problem: Problem })
  /** The request left, and no answer came, or one that leaves it open: nobody knows. */
  | (Undone & {
      readonly status: 'unknown';
      readonly problem: Problem;
      readonly exchange?: Exchange | undefined;
    });

interface Undone {
  readonly problem?: Problem | undefined;
  readonly command?: Command | undefined;
  /** What things are like now, as a sentence, where the kind has looked. */
  readonly state?: string | undefined;
}

/** One direction: what it would do, and doing it. */
export interface Way<Operation> {
  plan(input: ActionInput<Operation>, ports: CheckPorts): ActionPlan | Promise<ActionPlan>;
  run(input: ActionInput<Operation>, ports: CheckPorts): Promise<ActionOutcome>;
}

export interface ActionKind<Operation = unknown> extends Way<Operation> {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  /** Schema of one operation of this kind: what `do` and `undo` hold. */
  readonly schema: z.ZodType<Operation>;
  readonly example: string;
  /** Further ways to write one, each as complete. */
  readonly furtherExamples?: readonly string[];
  references(operation: Operation): References;
  /**
   * The way back of a kind that knows it from what was recorded; `undo` is then not declared. Undefined for an
   * operation that has none. `input.operation` is the one that was done.
   */
  back?(operation: Operation): Way<Operation> | undefined;
  /** True when planning asks the upstream, so that it needs the way there. */
  readonly reads?: true;
  /** True when a change of this kind must say when it ends. */
  readonly temporary?: true;
  /** True when a change of this kind must declare what has to hold before. */
  readonly guarded?: true;
  /** False when it opens no connection to the target. */
  readonly passage?: false;
}
