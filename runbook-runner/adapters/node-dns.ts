// Asks name servers directly: which of them may be asked, how long they get, and what their silence means.
import type { DnsOutcome, DnsPort, DnsRequest, Resolver } from '../ports/dns.ts';
import { parseResolver } from '../ports/dns.ts';
import type { Problem } from '../ports/result.ts';
import { refuseBlocked } from './destination.ts';
import { abortProblem, makeProblem, transportProblem } from './transport-problem.ts';

/** The machine's own name servers stand where its owner put them, on loopback very often. */
const ANYWHERE = { loopback: true, privateNetwork: true };

const labelOf = ({ address, port }: Resolver): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

async function askOne(request: DnsRequest, resolver: Resolver, deadlineMs: number): Promise<DnsOutcome> {
  const label = labelOf(resolver);
  const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(deadlineMs)));
  const rules =
    request.resolver === 'system'
      ? ANYWHERE
      : { loopback: request.loopback, privateNetwork: request.privateNetwork ?? false };
  let rejected = 0;
  try {
    refuseBlocked(resolver.address, [resolver.address], rules);
    const { ask } = await import('./dns-exchange.ts');
    const signal = AbortSignal.any([deadline, request.signal]);
    const onRejected = () => {
      rejected += 1;
    };
    const answer = await ask({ name: request.name, type: request.type, resolver, rules, signal, onRejected });
    return { ok: true, resolver: label, answer };
  } catch (error) {
    const late = deadline.aborted ? silence(label, deadlineMs) : undefined;
    const { signal } = request;
    const stopped = signal.aborted ? abortProblem(signal.reason, 'dns', label, deadlineMs) : undefined;
    const problem =
      rejected > 0 ? garbage(label, rejected) : (late ?? stopped ?? transportProblem(error, 'dns', label));
    return { ok: false, resolver: label, problem };
  }
}

const silence = (label: string, ms: number): Problem =>
  makeProblem('timeout', 'dns', `The resolver ${label} gave no answer in ${Math.round(ms)} ms.`);

const garbage = (label: string, count: number): Problem =>
  makeProblem(
    'malformed-response',
    'dns',
    `${label} sent ${count} message(s) that do not answer the question.`,
  );

/** A resolver of this machine that fails says something of us, not of the upstream. */
function asOurs({ message }: Problem): Problem {
  const hint = 'Check the network and the name servers of this machine, or name `resolvers` in the check.';
  return { class: 'network-down', outcome: 'error', phase: 'dns', message, hint };
}

async function query(request: DnsRequest): Promise<DnsOutcome> {
  if (request.resolver !== 'system') return askOne(request, request.resolver, request.deadlineMs);
  const { default: dns } = await import('node:dns');
  const resolvers = dns.getServers().flatMap((text) => parseResolver(text) ?? []);
  const each = request.deadlineMs / Math.max(1, resolvers.length);
  let problem = makeProblem('network-down', 'dns', 'This machine has no name server.');
  for (const resolver of resolvers) {
    const outcome = await askOne(request, resolver, each);
    if (outcome.ok || outcome.problem.class === 'interrupted') return outcome;
    problem = asOurs(outcome.problem);
  }
  return { ok: false, resolver: 'system', problem };
}

export function createDns(): DnsPort {
  return { query };
}
