// Connects to each address of a name apart, so that a half-dead host shows which half.
import type { AddressOutcome, Phases, Problem } from '../ports/result.ts';
import type { TcpOutcome, TcpPort, TcpRequest } from '../ports/tcp.ts';
import {
  type Address,
  type ConnectionOrder,
  type Lookup,
  openConnection,
  resolveChecked,
} from './connection.ts';
import { lookupOf } from './dial.ts';
import { goesDirect } from './proxy-exceptions.ts';
import { abortProblem, type Phase, timeoutProblem, transportProblem } from './transport-problem.ts';

/** Connections at once to one host; a name with hundreds of addresses is tried in rounds. */
const AT_ONCE = 16;

const PAST_PROXY = 'It was tried past the proxy of the environment: a firewall of ours may be in the way.';

const unsure = (problem: Problem): Problem =>
  problem.outcome === 'error'
    ? problem
    : { ...problem, outcome: 'error', message: `${problem.message} ${PAST_PROXY}` };

/** Where a proxy leads to the host, what keeps us from it directly may be our own network. */
function unblamed({ pastProxy, host, port }: TcpRequest, outcome: TcpOutcome): TcpOutcome {
  if (!pastProxy || goesDirect(host, port, pastProxy.except)) return outcome;
  if (!outcome.ok) return { ...outcome, problem: unsure(outcome.problem) };
  const addresses = outcome.addresses.map((one) =>
    one.problem ? { ...one, problem: unsure(one.problem) } : one,
  );
  return { ...outcome, addresses };
}

async function connect(request: TcpRequest, lookup: Lookup | undefined): Promise<TcpOutcome> {
  const { host, port, deadlineMs } = request;
  const started = performance.now();
  const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(deadlineMs)));
  const timing: ConnectionOrder['timing'] = {};
  let phase: Phase = 'dns';
  const phases = (): Phases => ({ reused: false, ...timing, totalMs: performance.now() - started });
  const order: ConnectionOrder = {
    ...{ host, port, timing, lookup: (await lookupOf(request.resolver)) ?? lookup },
    rules: { loopback: request.loopback, privateNetwork: request.privateNetwork ?? false },
    signal: AbortSignal.any([deadline, request.signal]),
    onPhase: (now) => {
      phase = now;
    },
  };
  try {
    const found = await resolveChecked(order);
    const addresses: AddressOutcome[] = [];
    for (let first = 0; first < found.length; first += AT_ONCE) {
      const round = found.slice(first, first + AT_ONCE).map((one) => tryAddress(request, order, one));
      addresses.push(...(await Promise.all(round)));
    }
    return { ok: true, addresses, phases: phases() };
  } catch (error) {
    const { signal } = request;
    if (deadline.aborted)
      return { ok: false, problem: timeoutProblem(phase, host, deadlineMs), phases: phases() };
    const problem = signal.aborted
      ? abortProblem(signal.reason, phase, host, deadlineMs)
      : transportProblem(error, phase, host);
    return { ok: false, problem, phases: phases() };
  }
}

async function tryAddress(
  request: TcpRequest,
  order: ConnectionOrder,
  { address, family }: Address,
): Promise<AddressOutcome> {
  const seen = { address, family: family === 6 ? 'IPv6' : 'IPv4' } as const;
  const own = AbortSignal.timeout(Math.max(1, Math.ceil(request.connectMs)));
  const timing: ConnectionOrder['timing'] = {};
  const signal = AbortSignal.any([own, order.signal]);
  // Whoever is told of it asks for both.
  const named = `${address} port ${request.port}`;
  try {
    const socket = await openConnection({ ...order, host: address, timing, signal, onPhase: () => {} });
    socket.destroy();
    return { ...seen, tcpMs: timing.tcpMs };
  } catch (error) {
    if (own.aborted) return { ...seen, problem: timeoutProblem('tcp', named, request.connectMs) };
    if (!order.signal.aborted) return { ...seen, problem: transportProblem(error, 'tcp', named) };
    return { ...seen, problem: abortProblem(order.signal.reason, 'tcp', named, request.deadlineMs) };
  }
}

/** `lookup` stands in for the system's name service. */
export function createTcp(lookup?: Lookup): TcpPort {
  return { connect: async (request) => unblamed(request, await connect(request, lookup)) };
}
