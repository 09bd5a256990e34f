// The runner as its edges see it: one method a use case. `compose.ts` makes one, `http/` and `cli/` are handed it.
import type { Playbook } from '../playbook/playbook.ts';
import type { FollowUp, FollowUpFilter } from '../ports/follow-up.ts';
import type { GitPort } from '../ports/git.ts';
import type { Arrival, Arrivals, DeliveryFilter } from '../ports/inbound.ts';
import type { CheckResult } from '../ports/result.ts';
import type { SandboxPort } from '../ports/sandbox.ts';
import type { JournalEntry, RunFilter, RunRecord } from '../ports/store.ts';
import type { ApprovalFilter, ApprovalView } from './approve.ts';
import type { BaselineComparison, RecordedBaseline } from './baseline/baseline.ts';
import type { Attempt } from './drill/attempt.ts';
import type { Answered, Debrief, Kept } from './drill/debrief.ts';
import type { DrillGiven } from './drill/drill.ts';
import type { Mutant } from './drill/mutants.ts';
import type { Exercise, Teller, Told } from './drill/tabletop.ts';
import type { Task } from './drill/tasks.ts';
import type { TrendPoint } from './drill/trend.ts';
import type { Har } from './har.ts';
import type { Received, Unready } from './inbound.ts';
import type { Many, ManyOrder } from './many.ts';
import type {
  ActionOrder,
  ActionResult,
  Asked,
  Asking,
  CheckOrder,
  DecisionOrder,
  DecisionResult,
  DrillResult,
  Observer,
  ScenarioRun,
  UndoOrder,
} from './orders.ts';
import type { SecretState, TestedSecret } from './secrets.ts';

export interface Runner {
  /** The playbook as its files are now; throws `invalid_playbook` with every diagnostic in `data`. */
  playbook(): Promise<Playbook>;
  /**
   * Begins a run of many checks: to be asked once, before the first. Throws why one of several would be refused, such as
   * `approval_needed`, and `quota_short`.
   */
  many(order: ManyOrder): Promise<Many>;
  check(order: CheckOrder, observer?: Observer): Promise<CheckResult>;
  act(order: ActionOrder, observer?: Observer): Promise<ActionResult>;
  /** Undoes a finished action; `order.environment` is the run's own. */
  undo(run: string, asked: UndoOrder, observer?: Observer): Promise<ActionResult>;
  decide(order: DecisionOrder): Promise<DecisionResult>;
  /** Begins a run of a scenario, or answers the one that is still running in this environment. */
  follow(scenario: string, asked: Asked): Promise<ScenarioRun>;
  scenarioRun(run: string): Promise<ScenarioRun>;
  finish(run: string, actor: string): Promise<ScenarioRun>;
  /** The integration's preflight checks, in order; stops at the first that is not green. */
  preflight(integration: string, asked: Asking): Promise<readonly CheckResult[]>;
  /** The healthy state of an integration, as its declared checks measure it. Throws `usage` when it declares none. */
  readonly baseline: {
    record(integration: string, asked: Asking): Promise<RecordedBaseline>;
    compare(integration: string, asked: Asking): Promise<BaselineComparison>;
  };
  drill(
    drill: string,
    asked: DrillGiven,
    observer?: (line: DrillResult['timeline'][number]) => void,
  ): Promise<DrillResult>;
  /** A drill that a person takes: begun, looked at, helped, ended. */
  readonly attempts: {
    begin(drill: string, person: Pick<Asked, 'actor' | 'page'>): Promise<Attempt>;
    look(run: string): Promise<Attempt>;
    hint(run: string, actor: string): Promise<Attempt>;
    finish(run: string, actor: string): Promise<Attempt>;
  };
  /** A drill that was talked through. Throws `unknown_drill`, and `usage` for one that a program runs. */
  readonly tabletop: {
    /** What must be true for it to count as passed. Throws what `record` would say of day and people. */
    criteria(drill: string, occasion?: Omit<Told, 'met'>): Promise<readonly string[]>;
    /** Records that it was played, and how it went. Throws `invalid_request`. */
    record(drill: string, told: Told, person: Teller): Promise<Exercise>;
  };
  /** The ways in which the drill's runbook can be spoiled; the drill notices each. */
  drillMutants(drill: string): Promise<readonly Mutant[]>;
  /** What the people of a drill answered afterwards. Throws `unknown_run`, and `parent_refused` while it runs. */
  readonly debrief: {
    /** Throws what `keep` would say to the follow-ups too, before anybody has answered. */
    questions(run: string, followUps?: readonly Task[]): Promise<readonly string[]>;
    /** Keeps the answers, and opens the follow-ups. Throws `invalid_request`, and then neither. */
    keep(run: string, answered: Answered, teller: Pick<Asked, 'actor' | 'idempotencyKey'>): Promise<Kept>;
    /** Of a drill, the newest of each run. Throws `unknown_drill`. */
    of(drill: string): Promise<readonly Debrief[]>;
  };
  /** Work that drills left behind; the first due first. */
  followUps(filter: FollowUpFilter): Promise<readonly FollowUp[]>;
  /** The latest runs of a drill with their times, the oldest first. */
  drillTrend(drill: string): Promise<readonly TrendPoint[]>;
  runs(filter: RunFilter): Promise<readonly RunRecord[]>;
  run(id: string): Promise<RunRecord>;
  /** The exchanges of these runs, and of all that ran in them, as HAR 1.2; no entries where none was recorded. */
  har(runs: readonly string[]): Promise<Har>;
  /** The first entry of the journal that is not as it was recorded, by its sequence, if one is; and where it ends. */
  verifyJournal(): Promise<{
    readonly firstBad: number | undefined;
    readonly last: Pick<JournalEntry, 'sequence' | 'at' | 'hash'> | undefined;
  }>;
  /** Temporary actions that still hold, the first due first. */
  temporaries(): Promise<readonly RunRecord[]>;
  /** Credentials of real environments by name or its beginning, all without one, and what they are bound to here. */
  secrets(names: readonly string[]): Promise<readonly SecretState[]>;
  /** Binds each to the hosts and slots that the playbook wants now. */
  bindSecrets(names: readonly string[]): Promise<readonly SecretState[]>;
  unbindSecrets(names: readonly string[]): Promise<readonly SecretState[]>;
  /** Gets each value and forgets it. */
  testSecrets(names: readonly string[], signal: AbortSignal): Promise<readonly TestedSecret[]>;
  /** What gets secrets of this machine, and whether it was approved as it is now. */
  approvals(filter: ApprovalFilter): Promise<readonly ApprovalView[]>;
  /** Approves exactly what was shown. */
  approve(shown: readonly ApprovalView[], by: string): Promise<void>;
  /**
   * Called by the one `serve` of a folder: settles and returns the runs that a crash left open, then undoes
   * temporary actions as they fall due, until `close`.
   */
  takeOver(): Promise<readonly RunRecord[]>;
  /** A delivery to the inbound listener. Throws `not_found` and `webhook_refused`. */
  receive(arrival: Arrival): Promise<Received | Unready>;
  /** What arrived from a source since an instant. */
  arrivals(filter: DeliveryFilter): Promise<Arrivals>;
  readonly sandbox: SandboxPort;
  readonly git: GitPort;
  /** Name of the person at this machine: the Git identity, else the login name. */
  readonly owner: string;
  close(): Promise<void>;
}
