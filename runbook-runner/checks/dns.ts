// The check kind `dns`: asks name servers directly, and holds the records of a name to what was agreed.
import { z } from 'zod';
import { type DnsOutcome, parseResolver, type RecordType, ResolverText } from '../ports/dns.ts';
import { TimeLimit } from '../ports/duration-text.ts';
import { anyField } from '../ports/editor-rules.ts';
import { UNCONNECTED } from '../ports/problem-classes.ts';
import type { AssertionResult, KindOutcome, Problem } from '../ports/result.ts';
import { evaluateAgreement } from './assertions/agreement.ts';
import { describeIssuers, evaluateIssuers, IssuersExpectation } from './assertions/caa.ts';
import { evaluateReachable } from './assertions/reachable.ts';
import { saysNone } from './assertions/record-differences.ts';
import { type Answered, describeRecords, evaluateRecords, RecordsExpectation } from './assertions/records.ts';
import type { CheckInput, CheckKind, CheckPorts, Description } from './kind.ts';

const HostName = z
  .string()
  .max(253)
  .regex(/^(?=.*[a-z])([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i, {
    error: ({ input }) => `"${input}" is not a DNS name`,
  });

const DnsCheck = z.strictObject({
  name: HostName.optional().describe('Name that is asked for; the host of the base URL when left out.'),
  resolvers: z
    .array(ResolverText)
    .max(8)
    .default([])
    .describe('Name servers to ask; those of this machine when left out.'),
  timeout: TimeLimit.prefault('3s').describe('How long one name server may take.'),
  expect: z
    .strictObject({
      records: z.array(RecordsExpectation).default([]).describe('What the records must be, type by type.'),
      issuers: IssuersExpectation.optional(),
      agreement: z.boolean().default(true).describe('Whether all resolvers must give the same records.'),
    })
    .refine(({ records, issuers }) => records.length > 0 || issuers !== undefined, {
      error: 'nothing is expected: name records or issuers',
    })
    .meta(anyField(['records', 'issuers']))
    .describe('What the name servers must answer.'),
});
type DnsCheck = z.output<typeof DnsCheck>;
type Input = CheckInput<DnsCheck>;

const typesOf = ({ expect: { records, issuers } }: DnsCheck): RecordType[] => [
  ...new Set([...records.map(({ type }) => type), ...(issuers ? ['CAA' as const] : [])]),
];

/** CAA holds for every name below it (RFC 8659 §3): the nearest name that has some answers for this one. */
function namesFor(type: RecordType, name: string): string[] {
  if (type !== 'CAA') return [name];
  const labels = name.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

async function ask(input: Input, ports: CheckPorts, name: string, type: RecordType): Promise<DnsOutcome[]> {
  const { target, definition, signal, deadlineMs } = input;
  const own = target.resolver === undefined ? undefined : parseResolver(target.resolver);
  const resolvers = definition.resolvers.length > 0 ? definition.resolvers : [own ?? ('system' as const)];
  const { clock, dns } = ports;
  const end = clock.monotonicMs() + Math.min(definition.timeout.ms, deadlineMs);
  return Promise.all(
    resolvers.map(async (resolver) => {
      const { loopback, privateNetwork = false } = target;
      const query = (asked: string) => {
        const leftMs = Math.max(1, end - clock.monotonicMs());
        return dns.query({
          name: asked,
          type,
          resolver,
          loopback,
          privateNetwork,
          signal,
          deadlineMs: leftMs,
        });
      };
      const [nearest = name, ...above] = namesFor(type, name);
      let outcome = await query(nearest);
      for (const next of above) {
        if (!outcome.ok || !saysNone(type, outcome.answer)) break;
        outcome = await query(next);
      }
      return outcome;
    }),
  );
}

const answeredIn = (outcomes: readonly DnsOutcome[]): Answered[] =>
  outcomes.flatMap((one) => (one.ok ? [{ resolver: one.resolver, answer: one.answer }] : []));

function judge({ expect }: DnsCheck, type: RecordType, answered: readonly Answered[]): AssertionResult[] {
  if (answered.length === 0) return [];
  const { records, issuers, agreement } = expect;
  return [
    ...records.filter((one) => one.type === type).flatMap((one) => evaluateRecords(one, answered)),
    ...(type === 'CAA' && issuers ? [evaluateIssuers(issuers, answered)] : []),
    ...(agreement && answered.length > 1 ? [evaluateAgreement(type, answered)] : []),
  ];
}

/** Whether each resolver answered: one assertion a resolver, with the first problem that it had. */
function resolversOf(outcomes: readonly DnsOutcome[]): { assertions: AssertionResult[]; problem?: Problem } {
  const problems = new Map<string, Problem | undefined>();
  for (const one of outcomes) {
    problems.set(one.resolver, problems.get(one.resolver) ?? (one.ok ? undefined : one.problem));
  }
  const assertions = [...problems].map(([name, problem]) => evaluateReachable(`resolver ${name}`, problem));
  const [first] = outcomes;
  return first && !first.ok && outcomes.every((one) => !one.ok)
    ? { assertions, problem: first.problem }
    : { assertions };
}

const NO_NAME: Problem = {
  class: 'unknown-host',
  outcome: 'error',
  message: 'The base URL has an address instead of a name.',
  hint: 'Say which `name` the check asks for.',
};

async function run(input: Input, ports: CheckPorts): Promise<KindOutcome> {
  const { definition, target } = input;
  const name = definition.name ?? new URL(target.baseUrl).hostname;
  if (!HostName.safeParse(name).success) return { assertions: [], problem: NO_NAME };
  const types = typesOf(definition);
  const asked = await Promise.all(types.map((type) => ask(input, ports, name, type)));
  const { assertions: reached, problem } = resolversOf(asked.flat());
  const byType = asked.map((outcomes) => answeredIn(outcomes));
  const judged = types.flatMap((type, index) => judge(definition, type, byType[index] ?? []));
  const assertions = [...reached, ...judged];
  for (const assertion of assertions) input.progress({ event: 'assertion', assertion });
  const records = types.flatMap((type, index) =>
    (byType[index] ?? []).flatMap(({ resolver, answer }) => [
      ...answer.chain.map(({ name: value, target: to, ttlSeconds }) => {
        return { resolver, type: 'CNAME', value: `${value} → ${to}`, ttlSeconds };
      }),
      ...answer.records.map((record) => ({ resolver, type, ...record })),
    ]),
  );
  return { assertions, problem, records };
}

function describe(definition: DnsCheck): Description {
  const { name, resolvers, expect } = definition;
  const promises = [
    ...expect.records.flatMap(describeRecords),
    ...(expect.issuers ? [describeIssuers(expect.issuers)] : []),
    ...(expect.agreement && resolvers.length > 1 ? [`${resolvers.length} resolvers agree`] : []),
  ];
  return { asks: `DNS query for ${name ?? 'the host of the base URL'}`, promises };
}

export const dnsCheck: CheckKind<DnsCheck> = {
  kind: 'dns',
  title: 'DNS records',
  summary:
    'Asks name servers for the records of a name: values, times to live, aliases, and whether they agree.',
  schema: DnsCheck,
  example: `title: Lumenpay's name leads where it was agreed
integration: lumenpay
kind: dns
resolvers: [192.0.2.53, '198.51.100.53:5353']
expect:
  records:
    - { type: A, contains: [203.0.113.10], count: { min: 2 }, ttl: { min: 30s, max: 1h } }
    - { type: MX, absent: true }
  issuers: [authority.example]
`,
  references: () => ({ contracts: [] }),
  assertions: ({ expect }) => [
    'reachable',
    ...(expect.records.length > 0 ? ['records'] : []),
    ...(expect.issuers ? ['caa'] : []),
    ...(expect.agreement ? ['agreement'] : []),
  ],
  describe,
  unreachable: [...UNCONNECTED, 'malformed-response'],
  answers: false,
  passage: () => false,
  run,
};
