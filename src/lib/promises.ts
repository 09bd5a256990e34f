// Says in words what a check promises: one line an assertion, in the order in which they are looked at.
import type { CheckDefinition } from '../../runbook-runner/playbook/playbook.ts';
import { percent, spoken } from './spoken.ts';

type Fields = Readonly<Record<string, unknown>>;
type Declared = Pick<CheckDefinition, 'kind' | 'probe'>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** A value as the author wrote it: durations keep their unit. */
function written(value: unknown): string {
  if (isFields(value) && typeof value.text === 'string') return spoken({ text: value.text });
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** `equals`, `matches`, `contains` and `exists` of a header, a path or a text. */
function comparison(subject: string, rule: Fields): string {
  if (rule.exists !== undefined) return `${subject} is ${rule.exists ? 'there' : 'absent'}`;
  if (rule.matches !== undefined) return `${subject} matches \`${written(rule.matches)}\``;
  if (rule.contains !== undefined) return `${subject} contains \`${written(rule.contains)}\``;
  return `${subject} is \`${written(rule.equals)}\``;
}

function bodyPromise(rule: Fields): string {
  if (rule.path !== undefined) return comparison(`\`${written(rule.path)}\``, rule);
  if (rule.text !== undefined) return comparison('the body', fields(rule.text));
  const size = fields(rule.size);
  return `the body has ${written(size.min)} to ${written(size.max)} bytes`;
}

function latencyPromises(latency: Fields): string[] {
  const percentiles = (['p50', 'p95', 'p99'] as const)
    .filter((name) => latency[name] !== undefined)
    .map((name) => `${name} is at most ${written(latency[name])} over ${written(latency.samples)} requests`);
  const rate = latency.errorRate;
  return typeof rate === 'number' ? [...percentiles, `at most ${percent(rate)} of them fail`] : percentiles;
}

function httpPromises(expected: Fields): string[] {
  const contract = fields(expected.contract);
  return [
    ...(expected.status === undefined
      ? []
      : [
          `status is ${list(expected.status)
            .map((code) => `\`${written(code)}\``)
            .join(' or ')}`,
        ]),
    ...Object.entries(fields(expected.headers)).map(([name, rule]) =>
      comparison(`\`${name}\``, fields(rule)),
    ),
    ...list(expected.body).map((rule) => bodyPromise(fields(rule))),
    ...(contract.operation ? [`the response keeps the contract of \`${written(contract.operation)}\``] : []),
    ...latencyPromises(fields(expected.latency)),
  ];
}

const tlsPromises = (expected: Fields): string[] => [
  'the certificate is trusted for this host',
  ...(expected.daysLeft ? [`it is valid for ${written(expected.daysLeft)} or longer`] : []),
  ...(expected.protocol ? [`the protocol is \`${written(expected.protocol)}\` or newer`] : []),
];

const credentialPromises = (expected: Fields): string[] => [
  'the credential is accepted',
  ...(expected.validFor ? [`the token holds for ${written(expected.validFor)} or longer`] : []),
  ...(list(expected.scopes).length > 0 ? [`it has the scopes \`${list(expected.scopes).join(' ')}\``] : []),
];

/** What must hold for the check to pass, one line each; text in backticks is code. Empty for a kind without words. */
export function promises(check: Declared): string[] {
  const expected = fields(fields(check.probe).expect);
  if (check.kind === 'http') return httpPromises(expected);
  if (check.kind === 'tls') return tlsPromises(expected);
  return check.kind === 'credential' ? credentialPromises(expected) : [];
}

/** What a check asks the upstream: `GET /v1/charges/{charge}`. */
export function probeLine(check: Declared): string {
  const request = fields(fields(check.probe).request);
  if (request.path) return `${written(request.method)} ${written(request.path)}`;
  return { tls: 'TLS handshake', credential: 'token request' }[check.kind] ?? check.kind;
}
