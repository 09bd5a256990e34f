// A small whole playbook in memory, with kinds of its own, so that a test can break one thing at a time.
import { z } from 'zod';
import type { ActionKind } from '../../runbook-runner/actions/kind.ts';
import { factsOf, parsePem } from '../../runbook-runner/adapters/certificate-chain.ts';
import { httpCheck } from '../../runbook-runner/checks/http.ts';
import type { CheckKind } from '../../runbook-runner/checks/kind.ts';
import { PlaybookError } from '../../runbook-runner/errors/index.ts';
import { loadPlaybook } from '../../runbook-runner/playbook/load.ts';
import type { Diagnostic, Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { FilesPort } from '../../runbook-runner/ports/files.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';

const Request = z.strictObject({ path: z.string().describe('Path.'), auth: z.string().optional() });

const slotsOf = (path: string) => [...path.matchAll(/\{([a-z-]+)\}/g)].map((match) => match[1] ?? '');

const Probe = z.strictObject({
  request: Request,
  hears: z.string().optional(),
  expect: z
    .strictObject({
      status: z.int().optional(),
      contract: z.string().optional(),
      latency: z.string().optional(),
    })
    .prefault({}),
});

const never = () => {
  throw new Error('the loader runs nothing');
};

const probe: CheckKind<z.output<typeof Probe>> = {
  kind: 'probe',
  title: 'Probe',
  summary: 'Asks.',
  schema: Probe,
  example: 'title: Ping\nintegration: pay\nkind: probe\nrequest: { path: /ping }\n',
  references: ({ request, expect, hears }) => ({
    ...(request.auth === undefined ? {} : { auth: request.auth }),
    ...(hears === undefined ? {} : { webhook: hears }),
    contracts: expect.contract === undefined ? [] : [expect.contract],
    parameters: slotsOf(request.path),
  }),
  assertions: ({ expect }) => Object.keys(expect),
  refuse: (_, parameters) => {
    if (Object.values(parameters).includes('ch_nobody'))
      throw new PlaybookError('invalid_parameter', 'The parameter "charge" is taken from nobody.');
  },
  describe: never,
  run: never,
};

const Change = z.strictObject({ request: Request });

const change: ActionKind<z.output<typeof Change>> = {
  kind: 'change',
  title: 'Change',
  summary: 'Changes.',
  schema: Change,
  example: 'title: Fallback\n',
  references: ({ request }) => ({
    ...(request.auth === undefined ? {} : { auth: request.auth }),
    contracts: [],
    parameters: slotsOf(request.path),
  }),
  plan: never,
  run: never,
};

/** Knows the way back, is only for a while, and goes ahead only with a reason. */
const careful: typeof change = {
  ...{ ...change, kind: 'careful', temporary: true, guarded: true },
  back: () => ({ plan: never, run: never }),
};

export const kinds = {
  checks: new Map(
    [probe as unknown as CheckKind, httpCheck as unknown as CheckKind].map((kind) => [kind.kind, kind]),
  ),
  actions: new Map([change, careful].map((kind) => [kind.kind, kind as unknown as ActionKind])),
  faults: faultKinds,
};

const page = (title: string, fields: string, body = '') =>
  `---\ntitle: ${title}\ndescription: What ${title} is for.\n${fields}---\n${body}`;

const integration = `integration:
  name: Pay
  vendor: Pay Inc
  purpose: Takes payments.
  criticality: high
  owner: core
  environments:
    sandbox:
      sandbox: pay
      credentials: { token: { sandbox: pay-token } }
      origins: { status: { sandbox: pay-status } }
  auth: { operator: { kind: bearer, token: token } }
  webhooks: { events: { signature: standard-webhooks, secret: token } }
  contract: contracts/pay.yaml
  endpoints: []
  formats: []
  versions: { pinned: '1', how: Header. }
  targets: []
  contacts: [{ name: Desk, role: All, reach: Phone }]
  logs: []
  dashboards: []
  preflight: [ping]
  baseline:
    revision: r1
    recorded: 2026-11-01
    latency: { p50: 80ms, p95: 200ms }
    errorRate: 0.01
`;

const scenario = `scenario:
  integration: pay
  components: [shop]
  impact: { customers: They wait., internal: We wait. }
  severity: sev2
  failureModes: [drift]
  roles: { lead: core }
  policy: sev2
  drill: bad-shape-live
  decisions:
    go-on:
      question: Is it the shape?
      rules:
        - when: [{ on: assertion, check: shape, assertion: contract, is: fail }]
          verdict: proceed
          to: isolate
          because: The shape is broken.
      otherwise: { verdict: escalate, to: /glossary/contract/, because: We cannot tell. }
  rollback: { when: Always., protects: Money. }
  afterwards: [{ state: Orders flow., check: ping }]
review: { owner: core, every: P90D, last: 2026-11-01 }
`;

const steps = `
Before the steps, a <Term id="contract">contract</Term>.

<Step id="confirm" title="Confirm">
  Look at é and 😀 first.
  <Check id="shape" />
  <Decision id="go-on" />
</Step>

<Step id="isolate" title="Isolate">
  - In a list: <Action id="fallback" />
</Step>

See <FailureMode id="drift" />.
`;

/** Path under src/content to text: a playbook without faults. */
export const WHOLE: Readonly<Record<string, string>> = {
  'checks/ping.yaml': 'title: Pay answers\nintegration: pay\nkind: probe\nrequest: { path: /ping }\n',
  'checks/shape.yaml': `title: Charges fit
integration: pay
kind: probe
request: { path: '/charges/{charge}', auth: operator }
parameters: { charge: { type: string, pattern: 'ch_[a-z]+', default: ch_demo } }
expect:
  status: 200
  contract: contracts/pay.yaml
`,
  'actions/fallback.yaml': `title: Fall back
description: Serves the cache.
integration: pay
kind: change
do: { request: { path: /fallback/on, auth: operator } }
undo: { request: { path: /fallback/off, auth: operator } }
verify: [ping]
unattended: sandbox
`,
  'faults/text.yaml': `title: Amounts as text
kind: schema-drift
target: pay
expect: The contract breaks.
changes: [{ change: retype, pointer: /amount, to: string }]
`,
  'policies/sev2.yaml': `title: Sev2
severity: sev2
levels: [{ notify: [core], after: 0m }]
vendor: { integration: pay, after: 15m }
`,
  'teams/core.yaml': "name: Core\nhandle: '@shop/core'\nchannel: room\n",
  'channels/room.yaml': 'name: Room\nkind: chat\naddress: "#room"\n',
  'severity.yaml': 'title: Severity\ncells: [{ customers: all, internal: all, severity: sev1 }]\n',
  'contracts/pay.yaml': 'openapi: 3.1.0\npaths: {}\n',
  'docs/index.mdx': page('Home', ''),
  'docs/integrations/pay.mdx': page('Pay', integration),
  'docs/failure-modes/drift.mdx': page(
    'Drift',
    `failureMode:
  severity: sev2
  symptoms: [Odd amounts.]
  causes: [A release.]
  signature: [{ assertion: contract, code: [type-changed], reason: A type changed. }]
  recognisedBy: [shape]
  scenarios: [bad-shape]
`,
  ),
  'docs/scenarios/bad-shape.mdx': page('Bad shape', scenario, steps),
  'docs/drills/bad-shape-live.mdx': page(
    'Bad shape, live',
    `drill:
  kind: live-fire
  scenario: bad-shape
  fault: text
  baseline: [ping]
  detect: { check: shape, within: 30s }
  expect: { failureMode: drift }
  walk:
    - { step: confirm, sees: { shape: fail, go-on: proceed } }
    - { step: isolate, sees: { fallback: done } }
  recover: { check: ping, within: 30s }
  objectives: [See it.]
`,
  ),
  'docs/glossary/contract.mdx': page('Contract', 'term: { short: What was agreed., related: [] }\n'),
  'docs/changelog/first.mdx': page('First', 'change: { date: 2026-11-01, kind: added, affects: [pay] }\n'),
};

/** Files by their path under src/content; undefined takes one away. */
export function filesOf(content: Readonly<Record<string, string | undefined>>): FilesPort {
  const files = new Map<string, string>(
    Object.entries(content).flatMap(([path, text]) =>
      text === undefined ? [] : [[`src/content/${path}`, text] as const],
    ),
  );
  return {
    list: (folder) => [...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort(),
    unread: () => [],
    read: (path) => files.get(path) ?? '',
    isUtf8: (path) => files.get(path)?.includes('\ufffd') !== true,
    fingerprint: () => JSON.stringify([...files]),
  };
}

/** As `lint` loads it: with a look at the files of certificates. */
export function load(changes: Readonly<Record<string, string | undefined>> = {}) {
  const files = filesOf({ ...WHOLE, ...changes });
  const certificates = (file: string) => parsePem([files.read(file)]).map(factsOf);
  return loadPlaybook(files, kinds, { certificates });
}

export async function loaded(changes: Readonly<Record<string, string | undefined>> = {}): Promise<Playbook> {
  const result = await load(changes);
  if (!result.ok) throw new Error(result.diagnostics.map((one) => `${one.code}: ${one.message}`).join('\n'));
  return result.playbook;
}

export async function diagnosed(
  changes: Readonly<Record<string, string | undefined>>,
): Promise<readonly Diagnostic[]> {
  const result = await load(changes);
  return result.ok ? [] : result.diagnostics;
}

/** The file with one text replaced; throws when the text isn't there, so that no test passes by accident. */
export function edited(path: string, from: string, to: string): Record<string, string> {
  const text = WHOLE[path] ?? '';
  if (!text.includes(from)) throw new Error(`${path} has no "${from}"`);
  return { [path]: text.replace(from, () => to) };
}
