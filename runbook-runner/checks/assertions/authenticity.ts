// Holds what arrived to being the sender's, of now, and sent once as it is: by what the listener refused.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { Duration } from '../../ports/duration.ts';
import type { Arrivals, Refusals, RefusedFor } from '../../ports/inbound.ts';
import type { AssertionResult } from '../../ports/result.ts';
import { type Claim, differs, kept } from './result.ts';
import { skewWords } from './skew.ts';

const broken = differs(ASSERTION_CODES.authenticity);
type Code = keyof typeof ASSERTION_CODES.authenticity;

const CODES: Readonly<Record<RefusedFor, Code>> = {
  unsigned: 'unsigned',
  signature: 'forged',
  malformed: 'malformed',
  timestamp: 'outside-tolerance',
  replayed: 'replayed',
};

const PROMISES: readonly {
  readonly title: string;
  readonly where: string;
  readonly reasons: readonly RefusedFor[];
}[] = [
  { title: 'every signature holds', where: 'signature', reasons: ['unsigned', 'signature', 'malformed'] },
  { title: 'every time is within the tolerance', where: 'timestamp', reasons: ['timestamp'] },
  { title: 'nothing is replayed', where: 'id', reasons: ['replayed'] },
];

const CLOCKS = 'Compare both clocks with a third one: either the delivery is old, or they differ.';

function told({ reason, count, message }: Refusals): string {
  const refused =
    count === 1 ? 'A delivery was refused' : `${count} deliveries were refused, the last one for this`;
  return `${refused}: ${message}${reason === 'timestamp' ? ` ${CLOCKS}` : ''}`;
}

function evaluateRefused({ taken, refused }: Arrivals): AssertionResult[] {
  return PROMISES.flatMap(({ title, where, reasons }) => {
    const claim: Claim = { assertion: 'authenticity', title, expected: 'none is refused', where };
    const against = refused.filter(({ reason }) => reasons.includes(reason));
    if (against.length === 0) return taken.length === 0 ? [] : [kept(claim, `${taken.length} taken`)];
    return against.map((one) => broken(claim, `${one.count} refused`, CODES[one.reason], told(one)));
  });
}

/** Of whole seconds that were cut off by the sender, and of the way: the smallest distance counts. */
function evaluateSkew(cap: Duration, { taken }: Arrivals): AssertionResult[] {
  const ahead = taken.map(({ sentAt, receivedAt }) => sentAt * 1_000 - Date.parse(receivedAt));
  const [nearest] = ahead.sort((a, b) => Math.abs(a) - Math.abs(b));
  if (nearest === undefined) return [];
  const title = `the clock of the sender is within ${cap.text} of ours`;
  const claim: Claim = { assertion: 'authenticity', title, expected: cap.text, where: 'clock' };
  const actual = `${Math.round(nearest / 1_000)}s`;
  if (Math.abs(nearest) <= cap.ms) return [kept(claim, actual)];
  return [broken(claim, actual, 'skewed', `${skewWords(nearest)}.`)];
}

export function evaluateAuthenticity(skew: Duration | undefined, arrivals: Arrivals): AssertionResult[] {
  return [...evaluateRefused(arrivals), ...(skew === undefined ? [] : evaluateSkew(skew, arrivals))];
}
