// What the edges ask of the core, and what they get: the vocabulary that the CLI and the HTTP API share.

import type { ActionPlan, Stage } from '../actions/kind.ts';
import type { Command } from '../ports/findings.ts';
import type { FollowUp } from '../ports/follow-up.ts';
import type { AssertionResult, CheckProgress, CheckResult, Exchange, Problem } from '../ports/result.ts';
import type { RunDeadline } from './many.ts';

/** Who asks, and on which page; `seal` is compared when a page is named. */
export interface Asked {
  readonly actor: string;
  readonly environment: string;
  /** Page that the request comes from, with the seal that it was built with. */
  readonly page?: { readonly id: string; readonly seal: string } | undefined;
  /** Scenario or drill run that this belongs to, and the step in it. */
  readonly parent?: string | undefined;
  readonly step?: string | undefined;
  readonly parameters?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What only asks upstreams, and is asked for by itself. */
export interface Asking extends Asked {
  /**
   * Refused with `quota_short` when more may be sent than is left. What was weighed with others, or must not be broken
   * off, leaves it out.
   */
  readonly withinQuota?: boolean | undefined;
}

export interface CheckOrder extends Asking {
  readonly check: string;
  /** Runs the check as it is now although the seal is stale: the second, explicit click. */
  readonly asItIsNow?: boolean;
  /** When the run of many ends that this check belongs to. */
  readonly until?: RunDeadline | undefined;
  /** When that run began: what failed in it is the same failure, and was not seen before. */
  readonly beganAt?: string | undefined;
}

export interface ActionOrder extends Asked {
  readonly action: string;
  readonly dryRun: boolean;
  /** Run of the dry run whose plan was confirmed: unless that is what would be done now, nothing is. */
  readonly planned?: string | undefined;
  /** Name of the environment, typed by the person; required in production. */
  readonly confirm?: string | undefined;
  /** Why; required in production. */
  readonly reason?: string | undefined;
  /** True when nobody looks: a drill or an automation. */
  readonly unattended?: boolean | undefined;
}

/** What was asked of an undo. Its environment is that of the action. */
export interface UndoOrder extends Omit<Asked, 'environment'> {
  readonly confirm?: string | undefined;
  readonly reason?: string | undefined;
  /** True for the end of a temporary change: whoever consented to its beginning consented to that too. */
  readonly foreseen?: boolean | undefined;
}

export interface ActionResult {
  readonly run: string;
  readonly action: string;
  readonly title: string;
  readonly environment: string;
  /** `unmet`: it may not, or cannot, be done as things are; nothing was sent. */
  readonly status: 'planned' | 'done' | 'refused' | 'error' | 'unknown' | 'unverified' | 'unmet';
  readonly startedAt: string;
  readonly durationMs: number;
  /** The exact change: in words, as the request, and value by value. */
  readonly plan: Omit<ActionPlan, 'before' | 'obstacle'>;
  /** What had to hold before, and what was seen. */
  readonly preconditions: DecisionResult['looked'];
  readonly exchange: Exchange | undefined;
  readonly command: Command | undefined;
  /** What the kind saw of its own change afterwards. */
  readonly assertions: readonly AssertionResult[];
  readonly problem: Problem | undefined;
  /** What things are like now, after a change or an undo that did not end well. */
  readonly state: string | undefined;
  /** Results of the checks that verify it; empty for a dry run. */
  readonly verification: readonly CheckResult[];
  readonly undoable: boolean;
  /** True when what it does stays done. */
  readonly irreversible: boolean;
  readonly expiresAt: string | undefined;
  readonly actor: string;
  readonly provenance: CheckResult['provenance'];
}

export interface DecisionOrder extends Asked {
  readonly scenario: string;
  readonly decision: string;
}

export interface DecisionResult {
  readonly run: string;
  readonly decision: string;
  readonly question: string;
  readonly verdict: 'proceed' | 'escalate' | 'roll-back';
  readonly to: string | undefined;
  readonly because: string;
  /** Each condition that was looked at, with what was seen. */
  readonly looked: readonly {
    readonly condition: string;
    readonly seen: string;
    readonly holds: boolean;
    /** Missing when the check is refused in this environment, so that it has no result. */
    readonly run?: string;
  }[];
  readonly actor: string;
  readonly provenance: CheckResult['provenance'];
}

export interface ScenarioRun {
  readonly run: string;
  readonly scenario: string;
  readonly environment: string;
  readonly state: 'running' | 'finished' | 'interrupted';
  readonly actor: string;
  readonly startedAt: string;
  readonly finishedAt: string | undefined;
  /** What ran in it, in order of time. */
  readonly records: readonly ScenarioRecord[];
}

export interface ScenarioRecord {
  readonly run: string;
  readonly step: string | undefined;
  readonly kind: 'check' | 'action' | 'undo' | 'decision';
  readonly subject: string;
  readonly status: string;
  readonly at: string;
  readonly actor: string;
  readonly commit: string;
  readonly seal: string;
  /** The action run that an undo takes back. */
  readonly undoes: string | undefined;
}

export interface DrillResult {
  readonly run: string;
  readonly drill: string;
  readonly scenario: string;
  readonly fault: string;
  readonly status: 'pass' | 'fail' | 'error';
  /** Why it failed, with what was seen instead. */
  readonly reason: string | undefined;
  /** What was found wanting; undefined when it passed. */
  readonly part:
    | 'baseline'
    | 'detection'
    | 'runbook'
    | 'action'
    | 'recovery'
    | 'data'
    | 'sandbox'
    | undefined;
  readonly actor: string;
  readonly startedAt: string;
  /** Of the drill's page. */
  readonly provenance: CheckResult['provenance'];
  /** Seal of the runbook that was walked. */
  readonly scenarioSeal: string;
  /** What a failed drill left to do; what a passing one closed. */
  readonly followUps: readonly FollowUp[];
  readonly timeline: readonly {
    readonly atMs: number;
    readonly event: string;
    readonly outcome: string;
    readonly detail: string;
  }[];
  readonly times: {
    readonly detectMs: number | undefined;
    readonly mitigateMs: number | undefined;
    readonly recoverMs: number | undefined;
  };
}

/** A stage of a change as it begins and as it ends. */
export interface StageProgress extends Stage {
  readonly state: 'running' | 'done' | 'failed' | 'unknown';
  readonly durationMs?: number;
}

export type Observer = (
  event:
    | { readonly event: 'started'; readonly run: string }
    | CheckProgress
    /** How a check ended, before its record is committed: to be shown, not to be relied on. */
    | { readonly event: 'judged'; readonly result: CheckResult }
    | { readonly event: 'stage'; readonly stage: StageProgress },
) => void;
