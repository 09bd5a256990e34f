// The runner that the edges hold: each use case behind the sink, and the store's life.
import type { GitPort } from '../ports/git.ts';
import type { SandboxPort } from '../ports/sandbox.ts';
import type { RunFilter, RunRecord } from '../ports/store.ts';
import { act, undo } from './action.ts';
import { admitAll } from './admit.ts';
import { Bag } from './bag.ts';
import { runCheck } from './check.ts';
import type { Core } from './core.ts';
import { decide } from './decide.ts';
import { runDrill } from './drill/drill.ts';
import { Expiry } from './expiry.ts';
import type { DrillResult, Observer, UndoOrder } from './orders.ts';
import { overdrawnBy } from './overdrawn.ts';
import { requireParent } from './parent.ts';
import { preflight } from './preflight.ts';
import type { Runner } from './runner.ts';
import { finish, follow, scenarioRun } from './scenario.ts';
import { settledRun, settledRuns } from './settled.ts';
import { guarded, guardedObserver, redactedError } from './sink.ts';

type Line = DrillResult['timeline'][number];

/** What is under way at the end gets this long to be recorded; changes get as long as they need. */
const CLOSING_MS = 2_000;

export class GuardedRunner implements Runner {
  readonly #core: Core;
  readonly #over = new AbortController();
  readonly #open = new Bag<Promise<unknown>>();
  #duties: Promise<void> | undefined;
  readonly sandbox: SandboxPort;
  readonly git: GitPort;
  readonly owner: string;

  constructor(core: Core) {
    this.#core = core;
    this.sandbox = core.deps.sandbox;
    this.git = core.deps.git;
    this.owner = core.deps.owner;
  }

  playbook() {
    return this.#core.playbook();
  }

  readonly check: Runner['check'] = (order, observer) =>
    this.#inParent(order, () => runCheck(this.#core, order, this.#hear(observer)));
  readonly many: Runner['many'] = async (order) => {
    const { checks, deadline, signal } = order;
    const overdrawn = await this.#guard(async () => {
      if (checks.length > 1) await admitAll(this.#core, order);
      return overdrawnBy(this.#core, order);
    });
    // Opened before the time begins to run. For one check without a deadline no store is opened before it is asked.
    if (checks.length > 1 || deadline !== undefined) (await this.#core.store()).expect(checks.length);
    const beganAt = this.#core.deps.ports.clock.now().toISOString();
    if (deadline === undefined) return { beganAt, overdrawn, until: undefined };
    const { runDeadline } = await import('./many.ts');
    return { beganAt, overdrawn, until: runDeadline(this.#core, deadline, signal) };
  };
  readonly act: Runner['act'] = (order, observer) =>
    this.#inParent(order, () => act(this.#core, order, this.#hear(observer)));
  readonly undo = (run: string, asked: UndoOrder, observer?: Observer) =>
    this.#guard(async () => {
      const { environment } = await this.#record(run);
      await requireParent(this.#core, { ...asked, environment });
      return undo(this.#core, run, asked, this.#hear(observer));
    });
  readonly decide: Runner['decide'] = (order) => this.#inParent(order, () => decide(this.#core, order));
  readonly follow: Runner['follow'] = (id, asked) => this.#guard(() => follow(this.#core, id, asked));
  readonly scenarioRun: Runner['scenarioRun'] = (id) => this.#guard(() => scenarioRun(this.#core, id));
  readonly finish: Runner['finish'] = (id, actor) => this.#guard(() => finish(this.#core, id, actor));
  readonly preflight: Runner['preflight'] = (id, asked) =>
    this.#inParent(asked, () => preflight(this.#core, id, asked));
  readonly baseline: Runner['baseline'] = {
    record: (id, asked) =>
      this.#guard(async () => (await import('./baseline/baseline.ts')).recordBaseline(this.#core, id, asked)),
    compare: (id, asked) =>
      this.#guard(async () =>
        (await import('./baseline/baseline.ts')).compareBaseline(this.#core, id, asked),
      ),
  };
  readonly drill: Runner['drill'] = (id, asked, observer) =>
    this.#guard(() => runDrill(this.#core, id, asked, this.#hear<Line>(observer)));
  readonly drillMutants: Runner['drillMutants'] = (id) =>
    this.#guard(async () => (await import('./drill/mutants.ts')).mutantsOf(await this.#core.playbook(), id));
  readonly attempts: Runner['attempts'] = {
    begin: (id, person) =>
      this.#guard(async () => (await import('./drill/attempt.ts')).beginAttempt(this.#core, id, person)),
    look: (run) => this.#guard(async () => (await import('./drill/attempt.ts')).attemptOf(this.#core, run)),
    hint: (run, actor) =>
      this.#guard(async () => (await import('./drill/attempt.ts')).takeHint(this.#core, run, actor)),
    finish: (run, actor) =>
      this.#guard(async () => (await import('./drill/attempt.ts')).finishAttempt(this.#core, run, { actor })),
  };
  readonly tabletop: Runner['tabletop'] = {
    criteria: (id, occasion = {}) =>
      this.#guard(async () =>
        (await import('./drill/tabletop.ts')).successCriteria(this.#core, id, occasion),
      ),
    record: (id, told, person) =>
      this.#guard(async () =>
        (await import('./drill/tabletop.ts')).recordExercise(this.#core, id, told, person),
      ),
  };
  readonly debrief: Runner['debrief'] = {
    questions: (run, followUps) =>
      this.#guard(async () =>
        (await import('./drill/debrief.ts')).debriefQuestions(this.#core, run, followUps),
      ),
    keep: (run, answered, teller) =>
      this.#guard(async () =>
        (await import('./drill/debrief.ts')).keepDebrief(this.#core, run, answered, teller),
      ),
    of: (drill) => this.#guard(async () => (await import('./drill/debrief.ts')).debriefs(this.#core, drill)),
  };
  readonly drillTrend: Runner['drillTrend'] = (id) =>
    this.#guard(async () => (await import('./drill/trend.ts')).drillTrend(this.#core, id));
  readonly followUps: Runner['followUps'] = (filter) =>
    this.#guard(async () => (await this.#core.store()).followUps(filter));

  readonly approvals: Runner['approvals'] = (filter) =>
    this.#guard(async () => (await import('./approve.ts')).listApprovals(this.#core, filter));
  readonly approve: Runner['approve'] = (shown, by) =>
    this.#guard(async () => (await import('./approve.ts')).approve(this.#core, shown, by));
  readonly secrets: Runner['secrets'] = (names) =>
    this.#guard(async () => (await import('./secrets.ts')).listSecrets(this.#core, names));
  readonly bindSecrets: Runner['bindSecrets'] = (names) =>
    this.#guard(async () => (await import('./secrets.ts')).bindSecrets(this.#core, names));
  readonly unbindSecrets: Runner['unbindSecrets'] = (names) =>
    this.#guard(async () => (await import('./secrets.ts')).unbindSecrets(this.#core, names));
  readonly testSecrets: Runner['testSecrets'] = (names, signal) =>
    this.#guard(async () => (await import('./secrets.ts')).testSecrets(this.#core, names, signal));

  readonly receive: Runner['receive'] = (arrival) =>
    this.#guard(async () => (await import('./inbound.ts')).receive(this.#core, arrival));

  readonly arrivals: Runner['arrivals'] = (filter) =>
    this.#guard(async () => (await import('./inbound.ts')).arrivals(this.#core, filter));

  runs(filter: RunFilter): Promise<readonly RunRecord[]> {
    return this.#guard(() => settledRuns(this.#core, filter, this.owner));
  }

  run(id: string): Promise<RunRecord> {
    return this.#guard(() => this.#record(id));
  }

  har: Runner['har'] = (runs) => this.#guard(async () => (await import('./har.ts')).harOf(this.#core, runs));

  readonly verifyJournal: Runner['verifyJournal'] = () =>
    this.#guard(async () => {
      const store = await this.#core.store();
      const firstBad = await store.verifyJournal();
      return { firstBad, last: firstBad === undefined ? await store.lastEntry() : undefined };
    });

  temporaries(): Promise<readonly RunRecord[]> {
    return this.#guard(async () => (await this.#core.store()).temporaries());
  }

  takeOver(): Promise<readonly RunRecord[]> {
    return this.#guard(async () => {
      const { redactor, report = () => {} } = this.#core.deps;
      const recovered = await (await this.#core.store()).recover(this.owner);
      const expiry = new Expiry(this.#core, (error) => report(redactedError(redactor, error)));
      this.#duties ??= expiry.keep(this.#over.signal);
      return recovered;
    });
  }

  async close(): Promise<void> {
    this.#over.abort();
    await this.#duties;
    const patience = new AbortController();
    const { clock } = this.#core.deps.ports;
    const late = clock.sleep(CLOSING_MS, patience.signal).catch(() => {});
    await Promise.race([Promise.allSettled(this.#open.items()), late]);
    patience.abort();
    await this.#core.ended();
    await this.#core.deps.ports.http.close();
  }

  #record(id: string): Promise<RunRecord> {
    return settledRun(this.#core, id, this.owner);
  }

  /** Does what was asked if its record may belong to the run that it names. */
  #inParent<Result>(
    asked: Parameters<typeof requireParent>[1],
    work: () => Promise<Result>,
  ): Promise<Result> {
    if (asked.parent === undefined) return this.#guard(work);
    return this.#guard(async () => {
      await requireParent(this.#core, asked);
      return work();
    });
  }

  #guard<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = guarded(this.#core.deps.redactor, work)();
    const over = this.#open.add(result);
    result.then(over, over);
    return result;
  }

  #hear<Event>(observer: ((event: Event) => void) | undefined): (event: Event) => void {
    return guardedObserver(this.#core.deps.redactor, observer);
  }
}
