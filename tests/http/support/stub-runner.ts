// A runner without a core, to look at the edge alone: it answers what it is told and counts what it was asked.
import type { ActionOrder, ActionResult, CheckOrder, Observer } from '../../../runbook-runner/core/orders.ts';
import type { Runner } from '../../../runbook-runner/core/runner.ts';
import { PlaybookError } from '../../../runbook-runner/errors/index.ts';
import type { Playbook } from '../../../runbook-runner/playbook/playbook.ts';
import type { CheckResult } from '../../../runbook-runner/ports/result.ts';
import type { RunRecord } from '../../../runbook-runner/ports/store.ts';

export const PAGE = 'scenarios/inconsistent-schema';
export const SEAL = `sha256-${'a'.repeat(43)}`;

const playbook = {
  digest: 'sha256-digest',
  pages: new Map([[PAGE, { id: PAGE, seal: SEAL, reaches: { 'checks/ping': 'x' } }]]),
  integrations: new Map(),
  faults: new Map(),
} as unknown as Playbook;

export interface StubRunner extends Runner {
  readonly checks: CheckOrder[];
  readonly actions: ActionOrder[];
  /** Replaces what a check does. */
  onCheck: (order: CheckOrder, observer?: Observer) => Promise<CheckResult>;
  readonly records: Map<string, RunRecord>;
}

const checkResult = (order: CheckOrder): CheckResult => ({
  ...{ run: 'run-1', check: order.check, title: 'Ping', integration: 'lumenpay', kind: 'http' },
  ...{ environment: order.environment, status: 'pass', startedAt: '2026-11-22T03:00:00Z', durationMs: 1 },
  ...{ assertions: [], failureModes: [], traceId: '0'.repeat(32), actor: order.actor },
  provenance: { seal: SEAL, commit: 'unknown', dirty: null },
});

const actionResult = (order: ActionOrder): ActionResult => ({
  ...{ run: 'run-2', action: order.action, title: 'Throttle', environment: order.environment },
  ...{ status: order.dryRun ? 'planned' : 'done', startedAt: '2026-11-22T03:00:00Z', durationMs: 1 },
  plan: { summary: 'PUT', request: { method: 'PUT', url: 'http://x/', headers: [] }, body: null },
  ...{ exchange: undefined, problem: undefined, verification: [], undoable: true, expiresAt: undefined },
  ...{ preconditions: [], assertions: [], command: undefined, state: undefined, irreversible: false },
  ...{ actor: order.actor, provenance: { seal: SEAL, commit: 'unknown', dirty: null } },
});

const unused = (): never => {
  throw new Error('not part of this test');
};

/** What the core does first. */
function agreed({ page }: CheckOrder | ActionOrder, asItIsNow = false): void {
  if (page && page.seal !== SEAL && !asItIsNow) {
    throw new PlaybookError('stale_seal', 'Stale.', { data: { changed: ['checks/ping'] } });
  }
}

export function stubRunner(): StubRunner {
  const stub: StubRunner = {
    checks: [],
    actions: [],
    records: new Map(),
    onCheck: async (order, observer) => {
      observer?.({ event: 'started', run: 'run-1' });
      return checkResult(order);
    },
    playbook: async () => playbook,
    many: unused,
    async check(order, observer) {
      agreed(order, order.asItIsNow);
      stub.checks.push(order);
      return stub.onCheck(order, observer);
    },
    async act(order) {
      agreed(order);
      stub.actions.push(order);
      return actionResult(order);
    },
    undo: async (run, asked) =>
      actionResult({ ...asked, action: run, environment: 'sandbox', dryRun: false }),
    decide: unused,
    receive: unused,
    arrivals: unused,
    follow: unused,
    scenarioRun: unused,
    finish: unused,
    preflight: unused,
    baseline: { record: unused, compare: unused },
    drill: unused,
    tabletop: { criteria: unused, record: unused },
    attempts: { begin: unused, look: unused, hint: unused, finish: unused },
    drillMutants: unused,
    debrief: { questions: unused, keep: unused, of: async () => [] },
    drillTrend: unused,
    followUps: unused,
    runs: async () => [...stub.records.values()],
    async run(id) {
      const found = stub.records.get(id);
      if (found) return found;
      throw new PlaybookError('unknown_run', `No run is "${id}".`);
    },
    har: unused,
    verifyJournal: unused,
    temporaries: async () => [],
    secrets: unused,
    approvals: unused,
    approve: unused,
    bindSecrets: unused,
    unbindSecrets: unused,
    testSecrets: unused,
    takeOver: unused,
    sandbox: {
      place: async () => undefined,
      status: async () => undefined,
      inject: unused,
      clear: unused,
      log: unused,
    },
    git: {
      provenance: async () => ({ commit: 'unknown', dirty: null }),
      identity: async () => 'Owner <owner@example.com>',
      behind: async () => undefined,
      changes: unused,
    },
    owner: 'Owner',
    close: async () => {},
  };
  return stub;
}
