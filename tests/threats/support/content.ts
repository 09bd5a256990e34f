// A small playbook that is as lenient as a playbook can be: what holds for it, holds for a careful one.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export const INTEGRATION = `---
title: Upstream
description: A stand-in.
integration:
  name: Upstream
  vendor: Stand-in
  purpose: Answers.
  criticality: low
  owner: team
  environments:
    sandbox:
      sandbox: upstream
      credentials: { key: { sandbox: upstream-key } }
    unbound:
      baseUrl: https://unbound.example
      credentials: &none { key: { env: THREATS_UNBOUND_KEY, obtain: nowhere } }
    metadata: { baseUrl: 'https://169.254.169.254', credentials: *none }
    decimal: { baseUrl: 'https://2852039166', credentials: *none }
    mapped: { baseUrl: 'https://[::ffff:169.254.169.254]', credentials: *none }
    nat: { baseUrl: 'https://[64:ff9b::a9fe:a9fe]', credentials: *none }
    loopback: { baseUrl: 'https://127.0.0.1:1', credentials: *none }
  auth:
    key: { kind: api-key, header: X-Api-Key, key: key }
  endpoints: [{ operation: GET /, usedFor: tests, usedBy: [tests] }]
  formats: []
  versions: { pinned: none, how: none }
  targets: []
  contacts: [{ name: Nobody, role: nobody, reach: nowhere }]
  logs: []
  dashboards: []
  limits: { concurrency: 16 }
  baseline:
    revision: '1'
    recorded: '2026-11-02'
    latency: { p50: 15ms, p95: 60ms }
    errorRate: 0
review: { owner: team, every: P90D, last: '2026-11-09' }
---
<Check id="ping" />
<Action id="change" />
`;

const check = (title: string, rest: string) =>
  `title: ${title}\nintegration: upstream\nkind: http\n${rest}\n`;

const FILES: Readonly<Record<string, string>> = {
  'docs/integrations/upstream.mdx': INTEGRATION,
  'docs/index.mdx': '---\ntitle: Home\ndescription: Home.\n---\nHello.\n',
  'teams/team.yaml': "name: Team\nhandle: '@team'\nowns: [src/content/**]\nchannel: room\n",
  'channels/room.yaml': "name: Room\nkind: chat\naddress: '#room'\n",
  'checks/ping.yaml': check('Answers', 'request: { method: GET, path: /ping }\nexpect: { status: 200 }'),
  'checks/slot.yaml': check(
    'Takes anything',
    "parameters: { value: { type: string, pattern: '(?s).*', default: a } }\n" +
      "request: { method: GET, path: '/slot/{value}', query: { q: '{value}' } }\nexpect: { status: 200 }",
  ),
  'checks/keyed.yaml': check(
    'Sends a secret and gets it back',
    'request: { method: GET, path: /echo, auth: key }\nexpect: { status: 200, body: [{ path: $.nothing, equals: x }] }',
  ),
  'checks/redos.yaml': check(
    'Has an expression that backtracks for ever elsewhere',
    "request: { method: GET, path: /long }\nexpect: { status: 200, body: [{ path: $.text, matches: '^(a+)+$' }] }",
  ),
  'checks/redirect.yaml': check(
    'Is sent to a metadata address',
    'request: { method: GET, path: /redirect }\nexpect: { status: 200 }',
  ),
  'checks/huge.yaml': check('Is flooded', 'request: { method: GET, path: /huge }\nexpect: { status: 200 }'),
  'checks/bomb.yaml': check(
    'Unpacks a bomb',
    'request: { method: GET, path: /bomb }\nexpect: { status: 200 }',
  ),
  'checks/drip.yaml': check(
    'Waits for a drip',
    'request: { method: GET, path: /drip }\nexpect: { status: 200 }\ndeadline: 1s',
  ),
  'checks/page.yaml': check(
    'Gets a page with a script',
    "request: { method: GET, path: /page }\nexpect: { status: 200, headers: { content-type: { matches: '^application/json' } } }",
  ),
  'actions/change.yaml': `title: Change
description: Changes the stand-in.
integration: upstream
kind: http
parameters: { to: { type: enum, values: [a, b], default: a } }
do: { request: { method: PUT, path: /change, body: { to: '{to}' } }, expect: { status: 200 } }
undo: { request: { method: PUT, path: /change, body: { to: null } }, expect: { status: 200 } }
verify: [ping]
`,
};

/** Writes the playbook under `root`; \`more\` adds or replaces files by their path in the content. */
export function writeContent(root: string, more: Readonly<Record<string, string>> = {}): void {
  for (const [path, text] of Object.entries({ ...FILES, ...more })) {
    const place = join(root, 'src/content', path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
}
