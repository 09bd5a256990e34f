// Says in words what definitions declare: promises of checks, conditions of decisions, signatures of failure modes.
import type { CheckDefinition, Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { Condition, Matcher } from '../../runbook-runner/playbook/schema/pages.ts';
import type { Duration } from '../../runbook-runner/playbook/schema/primitives.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});

/** A value as the author wrote it: durations keep their unit. */
function written(value: unknown): string {
  if (isFields(value) && typeof value['text'] === 'string') return value['text'];
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const OPERATORS: Readonly<Record<string, string>> = {
  equals: 'is',
  matches: 'matches',
  contains: 'contains',
  exists: 'exists:',
  type: 'has the type',
  atLeast: 'is at least',
  atMost: 'is at most',
};

/** `{ path: $.status, equals: succeeded }` as `` `$.status` is `succeeded` ``; other fields are read as operators. */
function comparison(subject: string, rule: unknown): string {
  if (!isFields(rule)) return `\`${subject}\` is \`${written(rule)}\``;
  const parts = Object.entries(rule)
    .filter(([key, value]) => key !== 'path' && value !== undefined)
    .map(([key, value]) => `${OPERATORS[key] ?? key} \`${written(value)}\``);
  return `\`${subject}\` ${parts.join(' and ') || 'exists'}`;
}

function latencyPromises(latency: Fields): string[] {
  const samples = latency['samples'] ? ` over ${written(latency['samples'])} requests` : '';
  const percentiles = (['p50', 'p95', 'p99'] as const)
    .filter((name) => latency[name] !== undefined)
    .map((name) => `${name} is at most ${written(latency[name])}${samples}`);
  const rate = latency['errorRate'];
  return typeof rate === 'number'
    ? [...percentiles, `at most ${percent(rate)} of the requests fail`]
    : percentiles;
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;

/** What must hold for the check to pass, one line each; text in backticks is code. */
export function promises(check: Pick<CheckDefinition, 'kind' | 'probe'>): string[] {
  const expected = fields(fields(check.probe)['expect']);
  const found: string[] = [];
  const status = expected['status'];
  if (status !== undefined) found.push(`status is \`${[status].flat().map(written).join('` or `')}\``);
  for (const [name, rule] of Object.entries(fields(expected['headers'])))
    found.push(comparison(`${name}`, rule));
  const body = expected['body'];
  for (const rule of Array.isArray(body) ? body : [])
    found.push(comparison(written(fields(rule)['path']), rule));
  const contract = fields(expected['contract']);
  if (contract['operation'])
    found.push(`the response keeps the contract of \`${written(contract['operation'])}\``);
  found.push(...latencyPromises(fields(expected['latency'])));
  if (expected['daysLeft'])
    found.push(`the certificate is trusted and valid for ${written(expected['daysLeft'])} more`);
  if (expected['protocol']) found.push(`the protocol is \`${written(expected['protocol'])}\``);
  if (check.kind === 'credential') {
    found.push('the credential is accepted');
    if (expected['validFor']) found.push(`the token holds for ${written(expected['validFor'])} or longer`);
    if (expected['scopes']) found.push(`it has the scopes \`${[expected['scopes']].flat().join(' ')}\``);
  }
  return found;
}

/** What a check asks the upstream: `GET /v1/charges/{charge}`. */
export function probeLine(check: Pick<CheckDefinition, 'kind' | 'probe'>): string {
  const request = fields(fields(check.probe)['request']);
  if (request['path']) return `${written(request['method'])} ${written(request['path'])}`;
  return check.kind === 'tls' ? 'TLS handshake' : check.kind === 'credential' ? 'Token request' : check.kind;
}

const IS = { pass: 'passes', fail: 'fails', error: 'ends in an error' } as const;

/** A condition of a decision, with the check's own title. */
export function conditionWords(condition: Condition, playbook: Pick<Playbook, 'checks'>): string {
  const title = playbook.checks.get(condition.check)?.title ?? condition.check;
  const of = `“${title}”`;
  switch (condition.on) {
    case 'verdict':
      return `${of} ${IS[condition.is]}`;
    case 'assertion':
      return `the ${condition.assertion} part of ${of} ${IS[condition.is]}`;
    case 'latency':
      return `${condition.percentile} of ${of} is above ${(condition.above as Duration).text}`;
    case 'error-rate':
      return `more than ${percent(condition.above)} of the requests of ${of} fail`;
  }
}

/** A signature as a reader checks it by eye. */
export function matcherWords(matcher: Matcher): string {
  const parts = [
    matcher.assertion && `the ${matcher.assertion} part of a check fails`,
    matcher.code && `with \`${matcher.code.join('` or `')}\``,
    matcher.problem && `the connection fails with \`${matcher.problem.join('` or `')}\``,
    matcher.status && `the status is \`${matcher.status.join('` or `')}\``,
  ].filter(Boolean);
  const sentence = parts.join(', ');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

export const VERDICTS = { proceed: 'Proceed', escalate: 'Escalate', 'roll-back': 'Roll back' } as const;

/** How the same thing is done in a terminal: what a page offers, the command line offers too. */
export const command = {
  check: (id: string) => `npm run -s playbook -- check ${id} --env sandbox`,
  action: (id: string) => `npm run -s playbook -- action ${id} --env sandbox`,
  scenario: (id: string) => `npm run -s playbook -- run ${id} --env sandbox`,
  preflight: (id: string) => `npm run -s playbook -- preflight ${id} --env sandbox`,
  drill: (id: string) => `npm run -s playbook -- drill ${id}`,
  fault: (id: string) => `npm run -s playbook -- sandbox fault ${id}`,
} as const;
