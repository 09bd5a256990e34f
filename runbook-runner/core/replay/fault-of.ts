// What a failing run met, as a fault: its recorded answer, or the way in which the connection failed.
import { PlaybookError } from '../../errors/index.ts';
import type { CheckResult, Exchange, Problem } from '../../ports/result.ts';

/** A fault's kind, and the options of that kind as a file declares them. */
export interface FaultOf {
  readonly kind: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Fields of one connection or one moment, and those that the server of the fault writes itself. */
const NOT_REPEATED = new Set([
  ...[
    'connection',
    'keep-alive',
    'transfer-encoding',
    'content-length',
    'content-encoding',
    'date',
    'set-cookie',
  ],
  ...['alt-svc', 'strict-transport-security'],
]);

const BY_PROBLEM: Partial<Readonly<Record<Problem['class'], FaultOf>>> = {
  reset: { kind: 'reset', options: {} },
  timeout: { kind: 'hang', options: { at: 'answer' } },
  'unknown-host': { kind: 'dns-failure', options: { answer: 'nxdomain' } },
  'name-server-failed': { kind: 'dns-failure', options: { answer: 'servfail' } },
  'tls-expired': { kind: 'certificate', options: { which: 'expired' } },
  'tls-wrong-host': { kind: 'certificate', options: { which: 'wrong-host' } },
  'tls-unknown-ca': { kind: 'certificate', options: { which: 'self-signed' } },
};

/** Throws `usage` when no fault can do the same. */
export function faultOf(result: CheckResult): FaultOf {
  const exchange = failingExchange(result);
  if (result.problem !== undefined && exchange?.response === undefined) return ofProblem(result.problem);
  const slow = result.assertions.find((one) => one.outcome === 'fail' && one.code === 'over-target');
  if (slow !== undefined && result.latency !== undefined)
    return { kind: 'latency', options: { delay: `${Math.round(result.latency.p95Ms)}ms` } };
  if (exchange?.response !== undefined) return recorded(exchange, exchange.response);
  throw notRepeatable('It recorded no exchange.');
}

/** Of a sequence, that of the step which failed. */
function failingExchange({ exchange, steps }: CheckResult): Exchange | undefined {
  return steps?.find((step) => step.outcome === 'fail')?.exchange ?? exchange;
}

function ofProblem(problem: Problem): FaultOf {
  if (problem.class === 'timeout' && problem.phase === 'tls')
    return { kind: 'hang', options: { at: 'handshake' } };
  if (problem.class === 'timeout' && problem.phase === 'dns')
    return { kind: 'dns-failure', options: { answer: 'silence' } };
  const found = BY_PROBLEM[problem.class];
  if (found !== undefined) return found;
  throw notRepeatable(`No fault makes a failure of class "${problem.class}".`);
}

function recorded({ request }: Exchange, response: NonNullable<Exchange['response']>): FaultOf {
  if (response.truncated) throw notRepeatable('Its answer was longer than what is recorded.');
  const headers = response.headers.filter(([name]) => !NOT_REPEATED.has(name));
  const { status, body } = response;
  return {
    kind: 'recorded',
    options: { method: request.method, path: new URL(request.url).pathname, status, headers, body },
  };
}

function notRepeatable(reason: string): PlaybookError {
  return new PlaybookError('usage', `The failure cannot be made a fault: ${reason}`, {
    hint: 'Declare one by hand in src/content/faults; the reference lists the kinds.',
  });
}
