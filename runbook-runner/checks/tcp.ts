// The check kind `tcp`: connects to each address of the host, IPv4 and IPv6 apart, and sends nothing.
import { z } from 'zod';
import { TimeLimit } from '../ports/duration-text.ts';
import { UNOPENED } from '../ports/problem-classes.ts';
import type { AddressOutcome, KindOutcome, Problem } from '../ports/result.ts';
import { ConnectExpectation, describeConnect, evaluateConnect } from './assertions/connect.ts';
import { evaluateReachable } from './assertions/reachable.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';

const TcpCheck = z.strictObject({
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Port to connect to; that of the base URL when left out.'),
  timeout: TimeLimit.prefault('3s').describe('How long one address may take.'),
  expect: ConnectExpectation.prefault({}),
});
type TcpCheck = z.output<typeof TcpCheck>;

const DEFAULT_PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/** With one way in, the host answers; with none it does not. A reason of its own counts before one of our network. */
function unreached(addresses: readonly AddressOutcome[]): Problem | undefined {
  const problems = addresses.flatMap(({ problem }) => problem ?? []);
  if (problems.length < addresses.length) return undefined;
  return problems.find(({ outcome }) => outcome === 'fail') ?? problems[0];
}

async function run(input: CheckInput<TcpCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { target, definition, signal, deadlineMs } = input;
  const url = new URL(target.baseUrl);
  const outcome = await ports.tcp.connect({
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: definition.port ?? (Number(url.port) || (DEFAULT_PORTS[url.protocol] ?? 443)),
    ...{ resolver: target.resolver, pastProxy: target.proxy },
    loopback: target.loopback,
    privateNetwork: target.privateNetwork ?? false,
    connectMs: definition.timeout.ms,
    ...{ signal, deadlineMs },
  });
  const problem = outcome.ok ? unreached(outcome.addresses) : outcome.problem;
  const assertions = [
    evaluateReachable(target.integration, problem),
    ...(outcome.ok ? evaluateConnect(definition.expect, outcome.addresses) : []),
  ];
  for (const assertion of assertions) input.progress({ event: 'assertion', assertion });
  const addresses = outcome.ok ? [...outcome.addresses] : undefined;
  return { assertions, problem, phases: outcome.phases, addresses };
}

export const tcpCheck: CheckKind<TcpCheck> = {
  kind: 'tcp',
  title: 'TCP connection',
  summary: 'Connects to each address of the host, IPv4 and IPv6 apart, and tells which of them is dead.',
  schema: TcpCheck,
  example: `title: Both address families of Lumenpay take connections
integration: lumenpay
kind: tcp
timeout: 2s
expect: { connect: all, ipv4: one }
`,
  references: () => ({ contracts: [] }),
  assertions: () => ['reachable', 'connect'],
  describe: ({ expect }) => ({ asks: 'TCP connection', promises: describeConnect(expect) }),
  unreachable: UNOPENED,
  answers: false,
  passage: () => 'past',
  run,
};
