// A runner over the real store, with scripted kinds and a sandbox that is a value: the other rooms' ports, faked.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  ActionInput,
  ActionKind,
  ActionOutcome,
  ActionPlan,
} from '../../../runbook-runner/actions/kind.ts';
import { openSqliteStore } from '../../../runbook-runner/adapters/sqlite-store.ts';
import type { CheckInput, CheckKind } from '../../../runbook-runner/checks/kind.ts';
import { createRunner, type RunnerDeps } from '../../../runbook-runner/core/create-runner.ts';
import { createRedactor } from '../../../runbook-runner/core/redaction.ts';
import { PlaybookError } from '../../../runbook-runner/errors/index.ts';
import type { Playbook } from '../../../runbook-runner/playbook/playbook.ts';
import type { ClockPort } from '../../../runbook-runner/ports/clock.ts';
import type { KindOutcome } from '../../../runbook-runner/ports/result.ts';
import type { FaultOrder, SandboxPort, SandboxStatus } from '../../../runbook-runner/ports/sandbox.ts';
import type { SecretsPort } from '../../../runbook-runner/ports/secrets.ts';
import type { StorePort } from '../../../runbook-runner/ports/store.ts';
import { sandboxStatus } from '../../support/sandbox-status.ts';
import { aPlaybook } from './playbook.ts';

export const ADA = { actor: 'Ada', environment: 'sandbox' } as const;
export const COMMIT = 'c0ffee'.repeat(6).padEnd(40, '0');

export const pass: KindOutcome = {
  assertions: [{ assertion: 'status', outcome: 'pass', title: 'status is 200', expected: 200, actual: 200 }],
};
export const drifted: KindOutcome = {
  assertions: [
    {
      ...{ assertion: 'contract', outcome: 'fail', title: 'matches the contract', code: 'type-changed' },
      ...{ expected: 'integer', actual: 'string', where: "$['amount']", detail: 'amount is text' },
    },
  ],
};
export const fail: KindOutcome = {
  assertions: [
    { assertion: 'body', outcome: 'fail', title: 'flow is ok', expected: 'ok', actual: 'stalled' },
  ],
};

export const exchange = { request: { method: 'PUT', url: 'https://upstream/x', headers: [] } };

export const realClock: ClockPort = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => pause(ms, undefined, signal ? { signal } : {}),
};

type Probe = (input: CheckInput<unknown>) => KindOutcome | Promise<KindOutcome>;
type Deed = (input: ActionInput<unknown>) => ActionOutcome | Promise<ActionOutcome>;

/** What the world looks like and does; tests change it as they go. */
export interface Script {
  playbook: Playbook;
  /** Undefined when no sandbox runs. */
  faults: Set<string> | undefined;
  probe: Record<string, Probe>;
  deed: Deed;
  /** What stands in the way of a change. */
  obstacle: (change: string) => ActionPlan['obstacle'];
  /** What happens when a fault is injected, beside that it is on then. */
  inject: (order: FaultOrder) => void | Promise<void>;
  /** What happens before a fault is ended. */
  clear: () => void | Promise<void>;
  /** Whether a check or an action opens a TLS connection, or connects past the proxy; the first, when left out. */
  secured?: boolean | 'past';
  readonly probed: string[];
  readonly done: string[];
  clock: ClockPort;
}

function statusOf(script: Script): SandboxStatus | undefined {
  if (script.faults === undefined) return undefined;
  const faults = [...script.faults].map((fault) => ({ fault, title: fault, startedAt: '', endsAt: '' }));
  const servers = [
    { name: 'upstream', url: 'https://127.0.0.1:1' },
    { name: 'status-page', url: 'http://127.0.0.1:2' },
  ];
  return sandboxStatus({ servers, faults });
}

const scheme = (script: Script): SandboxPort => ({
  place: async () => statusOf(script),
  status: async () => statusOf(script),
  async inject(order: FaultOrder) {
    const { id, title } = order;
    script.faults?.add(id);
    await script.inject(order);
    return { fault: id, title, startedAt: '', endsAt: '' };
  },
  async clear(one) {
    await script.clear();
    if (script.faults === undefined) throw new PlaybookError('sandbox_not_running', 'No sandbox is running.');
    const faults = [...(script.faults ?? [])].filter((fault) => fault === (one ?? fault));
    for (const fault of faults) script.faults?.delete(fault);
    if (one !== undefined && faults.length === 0)
      throw new PlaybookError('fault_not_active', `${one} is off.`);
    return faults.map((fault) => ({ fault, title: fault, startedAt: '', endsAt: '' }));
  },
  log: async () => [],
});

/** A machine that has bound and approved nothing. */
const ownSecrets: SecretsPort = {
  ...{
    file: '/nowhere',
    bindings: async () => ({}),
    approvals: async () => ({}),
    refusal: async () => undefined,
  },
  ...{
    bind: async () => undefined,
    approve: async () => undefined,
    test: async () => ({ ok: false, message: 'none' }),
  },
};

const unused = () => Promise.reject(new Error('no kind of this test opens a connection'));

export function kindsOf(script: Script) {
  const check: CheckKind = {
    ...{ kind: 'scripted', title: '', summary: '', example: '', references: () => ({ contracts: [] }) },
    schema: { parse: () => ({}) } as never,
    describe: () => ({ asks: 'GET /scripted', promises: [] }),
    passage: () => script.secured ?? true,
    async run(input) {
      script.probed.push(input.id);
      return (script.probe[input.id] ?? (() => pass))(input);
    },
  };
  const action: ActionKind = {
    ...{ kind: 'scripted', title: '', summary: '', example: '', references: () => ({ contracts: [] }) },
    schema: { parse: () => ({}) } as never,
    plan: ({ operation, target, parameters }) => ({
      summary: `${(operation as { change: string }).change} ${JSON.stringify(parameters)}`,
      ...{ request: { method: 'PUT', url: target.baseUrl, headers: [] }, body: null },
      obstacle: script.obstacle((operation as { change: string }).change),
    }),
    ...(script.secured === false ? { passage: false } : {}),
    async run(input) {
      script.done.push((input.operation as { change: string }).change);
      return script.deed(input);
    },
  };
  return {
    checks: new Map([['scripted', check]]),
    actions: new Map([['scripted', action]]),
    faults: new Map(),
  };
}

/** A runner and what it stands on. `reopen` makes another runner over the same file, as after a restart. */
export async function aWorld(change: Partial<RunnerDeps> = {}, at?: string) {
  const folder = at ?? mkdtempSync(join(tmpdir(), 'core-'));
  const path = join(folder, 'store.sqlite');
  const script: Script = {
    ...{
      playbook: aPlaybook(),
      faults: new Set<string>(),
      probe: {},
      probed: [],
      done: [],
      clock: realClock,
    },
    deed: () => ({ status: 'done', exchange }),
    obstacle: () => undefined,
    ...{ inject: () => undefined, clear: () => undefined },
  };
  const clock: ClockPort = {
    now: () => script.clock.now(),
    monotonicMs: () => script.clock.monotonicMs(),
    sleep: (ms, signal) => script.clock.sleep(ms, signal),
  };
  const redactor = createRedactor();
  const http = { exchange: unused, close: async () => {} };
  const deps = (store: StorePort): RunnerDeps => ({
    ...{
      playbook: async () => script.playbook,
      kinds: () => kindsOf(script),
      redactor,
      owner: 'Owner',
      version: '1.2.3',
    },
    probing: async (name) => kindsOf(script).checks.get(name),
    ports: {
      http,
      tls: { handshake: unused },
      tcp: { connect: unused },
      dns: { query: unused },
      credentials: { authorize: unused },
      clock,
      secrets: { add: () => undefined },
      process: { run: unused },
      git: { changes: unused },
      commands: { find: unused },
      contractDiff: { compare: unused },
      inbound: { open: unused, listen: unused, follow: unused },
    },
    ...{ store: async () => store, sandbox: scheme(script) },
    passage: { open: unused },
    secrets: ownSecrets,
    webhooks: unused,
    git: {
      provenance: async () => ({ commit: COMMIT, dirty: false }),
      ...{ identity: async () => 'Ada', behind: async () => undefined, changes: unused },
    },
    files: {
      list: () => [],
      unread: () => [],
      read: () => 'PEM of the upstream',
      isUtf8: () => true,
      fingerprint: () => '',
    },
    ...change,
  });
  const open = async () => {
    const store = await openSqliteStore({ path, clock });
    return { store, runner: createRunner(deps(store)) };
  };
  const first = await open();
  return {
    ...{ script, redactor, folder, path, open, ...first },
    async end() {
      await first.runner.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type World = Awaited<ReturnType<typeof aWorld>>;
