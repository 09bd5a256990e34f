// A playbook of the core's tests as a value: one upstream, one consumer, a runbook and its drill.
import type {
  ActionDefinition,
  CheckDefinition,
  Page,
  Playbook,
} from '../../../runbook-runner/playbook/playbook.ts';
import { ActionBase, CheckBase, FaultBase } from '../../../runbook-runner/playbook/schema/definitions.ts';
import { Drill, LiveFire } from '../../../runbook-runner/playbook/schema/drill.ts';
import { FailureMode } from '../../../runbook-runner/playbook/schema/failure-mode.ts';
import { Integration } from '../../../runbook-runner/playbook/schema/integration.ts';
import { Scenario } from '../../../runbook-runner/playbook/schema/pages.ts';

const location = { file: 'x.mdx', line: 1, column: 1 };

/** `changes`: it changes something for a while. */
export function aCheck(id: string, more: object = {}, changes = false): CheckDefinition {
  const base = CheckBase.parse({
    title: `Title of ${id}`,
    integration: 'upstream',
    kind: 'scripted',
    ...more,
  });
  return {
    id,
    file: `src/content/checks/${id}.yaml`,
    ...base,
    probe: { check: id },
    changes,
    seal: `sha256-check-${id}`,
  };
}

export function anAction(id: string, more: object = {}): ActionDefinition {
  const base = ActionBase.parse({
    ...{ title: `Title of ${id}`, description: 'x', integration: 'upstream', kind: 'scripted' },
    unattended: 'allowed',
    ...more,
  });
  const way = { do: { change: `${id} on` }, undo: base.irreversible ? undefined : { change: `${id} off` } };
  return { id, file: `src/content/actions/${id}.yaml`, ...base, ...way, seal: `sha256-action-${id}` };
}

export function aPage(id: string, more: Partial<Page> = {}): Page {
  return {
    ...{ id, file: `${id}.mdx`, title: `Title of ${id}`, description: '', address: `/${id}/`, steps: [] },
    ...{
      loose: [],
      terms: [],
      seal: `sha256-${id}`,
      reaches: {},
      integration: undefined,
      scenario: undefined,
    },
    ...{ failureMode: undefined, drill: undefined, term: undefined, change: undefined, review: undefined },
    ...more,
  };
}

const status = { baseUrl: 'https://status.upstream.example' };
const environments = {
  sandbox: { sandbox: 'upstream', origins: { status: { sandbox: 'status-page' } } },
  staging: { baseUrl: 'https://staging.upstream.example', origins: { status } },
  production: { baseUrl: 'https://api.upstream.example', origins: { state: status } },
  private: { baseUrl: 'https://private.upstream.example', ca: 'certs/upstream.pem' },
  proxied: {
    baseUrl: 'https://walled.upstream.example',
    credentials: {
      user: { env: 'PROXY_USER', obtain: 'o' },
      password: { env: 'PROXY_PASSWORD', obtain: 'o' },
    },
    proxy: {
      url: 'http://proxy.example:3128',
      login: { user: 'user', password: 'password' },
      privateNetwork: true,
    },
  },
  vendor: { baseUrl: 'https://vendor.upstream.example', readOnly: true },
};

const integration = Integration.parse({
  ...{ name: 'Upstream', vendor: 'V', purpose: 'p', criticality: 'high', owner: 'team', environments },
  ...{ endpoints: [], formats: [], versions: { pinned: '1', how: 'header' }, targets: [], logs: [] },
  ...{
    contacts: [{ name: 'n', role: 'r', reach: 'x' }],
    dashboards: [],
    preflight: ['first', 'second', 'third'],
  },
  baseline: {
    ...{ revision: 'r1', recorded: '2026-11-01', errorRate: 0 },
    latency: { p50: '10ms', p95: '20ms' },
  },
});

const failing = (check: string) => ({ on: 'verdict', check, is: 'fail' });
const scenario = Scenario.parse({
  ...{
    integration: 'upstream',
    components: ['c'],
    impact: { customers: 'c', internal: 'i' },
    severity: 'sev2',
  },
  ...{ failureModes: ['drift'], roles: { lead: 'team' }, policy: 'sev2', drill: 'runbook-live' },
  decisions: {
    confirmed: {
      question: 'Is it drift?',
      rules: [{ when: [failing('contract')], verdict: 'proceed', because: 'The contract is broken.' }],
      otherwise: { verdict: 'escalate', because: 'It is something else.' },
    },
  },
  rollback: { when: 'w', protects: 'p' },
  afterwards: [{ state: 's' }],
});

export const aLive = LiveFire.parse({
  ...{ kind: 'live-fire', scenario: 'runbook', fault: 'drift', baseline: ['contract', 'flow'] },
  ...{ detect: { check: 'contract', within: '400ms' }, expect: { failureMode: 'drift' } },
  ...{ recover: { check: 'flow', within: '600ms' }, objectives: ['o'] },
  walk: [
    { step: 'confirm', sees: { contract: 'fail', confirmed: 'proceed' } },
    { step: 'mitigate', sees: { fallback: 'done' } },
    { step: 'restore', mended: true, sees: { fallback: 'undone', flow: 'pass' } },
  ],
});

/** An exercise that is talked through. */
export const aTabletop = Drill.parse({
  ...{
    kind: 'tabletop',
    scenario: 'runbook',
    takes: '30m',
    objectives: ['o'],
    success: ['Somebody led.', 'The desk heard.'],
  },
  roles: { lead: 'team', scribe: 'team' },
  injects: [
    { at: '0m', to: 'lead', tell: 'Orders wait.', expect: 'Opens the runbook.' },
    { at: '10m', to: 'scribe', tell: 'The desk asks.', expect: 'Reads the timeline.' },
  ],
  debrief: ['What was late?'],
});

const mode = FailureMode.parse({
  ...{ severity: 'sev2', symptoms: ['s'], causes: ['c'], recognisedBy: ['contract'] },
  signature: [{ assertion: 'contract', code: ['type-changed'], reason: 'A type changed.' }],
});

const steps = [
  {
    id: 'confirm',
    placed: [
      ['Check', 'contract'],
      ['Decision', 'confirmed'],
    ],
  },
  { id: 'mitigate', placed: [['Action', 'fallback']] },
  { id: 'restore', placed: [['Check', 'flow']] },
] as const;

export const mapOf = <Value extends { readonly id: string }>(...values: Value[]) =>
  new Map(values.map((one) => [one.id.slice(one.id.lastIndexOf('/') + 1), one]));

const text = { type: 'string', pattern: '^ch_[a-z0-9]+$', default: 'ch_one' };

/** The playbook, with any part replaced. */
export function aPlaybook(change: Partial<Playbook> = {}): Playbook {
  const runbook = aPage('scenarios/runbook', {
    scenario,
    steps: steps.map(({ id, placed }) => ({
      ...{ id, title: id, location },
      placements: placed.map(([element, one]) => ({ element, id: one, location })),
    })),
    reaches: { 'checks/contract': 'd1', 'checks/flow': 'd2', 'actions/fallback': 'd3' },
  });
  return {
    digest: 'digest-1',
    pages: new Map([[runbook.id, runbook]]),
    integrations: mapOf({ ...aPage('integrations/upstream'), integration }),
    scenarios: mapOf({ ...runbook, scenario }),
    failureModes: mapOf({ ...aPage('failure-modes/drift'), failureMode: mode }),
    drills: mapOf({ ...aPage('drills/runbook-live'), drill: aLive }),
    ...{ terms: new Map(), changes: [], policies: new Map(), teams: new Map(), channels: new Map() },
    ...{ severity: undefined, contracts: new Map() },
    checks: mapOf(
      ...['contract', 'flow', 'first', 'second', 'third'].map((id) => aCheck(id)),
      aCheck('typed', { parameters: { charge: text } }),
      aCheck('brief', { deadline: '50ms' }),
      aCheck('status-page', { origin: 'status' }),
      aCheck('inherited', { origin: 'constructor' }),
    ),
    actions: mapOf(
      anAction('fallback', { verify: ['flow'], expires: '4h', deadline: '1s' }),
      anAction('throttle', { parameters: { rps: { type: 'integer', min: 1, max: 50, default: 5 } } }),
      anAction('hold', { parameters: { queue: text } }),
      anAction('rotate', { irreversible: true }),
    ),
    faults: mapOf({ id: 'drift', file: 'drift.yaml', ...aFault('drift') }),
    ...change,
  };
}

const aFault = (title: string) => ({
  ...FaultBase.parse({ kind: 'schema-drift', title, target: 'upstream', expect: 'e' }),
  options: { changes: [{ change: 'retype', pointer: '/amount', to: 'string' }] },
});
