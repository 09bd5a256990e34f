// Holds the events of a window to their number, type, order, delay, body and contract.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { Arrivals, KeptDelivery } from '../../ports/inbound.ts';
import type { AssertionResult } from '../../ports/result.ts';
import type { Answer } from './assertion.ts';
import { evaluateAuthenticity } from './authenticity.ts';
import { evaluateBody } from './body.ts';
import type { BodyExpectation } from './body-schema.ts';
import type { DeliveryExpectation } from './delivery-schema.ts';
import { jsonBody } from './json-body.ts';
import { select } from './json-path.ts';
import { type Claim, differs, kept, preview } from './result.ts';
import { evaluateWebhook } from './webhook-contract.ts';

const broken = differs(ASSERTION_CODES.delivery);

interface Event extends KeptDelivery {
  readonly response: Answer['response'];
  /** The first value at a path; undefined when there is none, or the body is no JSON. */
  at(path: string): unknown;
}

function eventOf(delivery: KeptDelivery): Event {
  const body = new TextEncoder().encode(delivery.body);
  const json = jsonBody(body);
  return {
    ...delivery,
    response: { status: 200, headers: [['content-type', 'application/json']], body },
    at: (path) => (json.ok ? select(json.value, path)[0]?.value : undefined),
  };
}

const claimOf = (title: string, expected: Claim['expected'], where: string): Claim => ({
  ...{ assertion: 'delivery', title, expected, where },
});

const isBroken = ({ outcome }: AssertionResult): boolean => outcome !== 'pass';

function evaluateCount(count: number, { taken, refused }: Arrivals): AssertionResult {
  const claim = claimOf(`${count} arrive in the window`, count, 'count');
  if (taken.length >= count) return kept(claim, taken.length);
  const against = refused.map((one) => `${one.count} refused (${one.reason})`).join(', ');
  const detail = against === '' ? 'Nothing was refused either.' : `Beside those, ${against}.`;
  return broken(claim, taken.length, 'missing', `${taken.length} arrived and were taken. ${detail}`);
}

function evaluateDuplicates(most: number, { taken }: Arrivals): AssertionResult {
  const claim = claimOf(`at most ${most} are delivered again`, most, 'duplicates');
  const again = taken.filter(({ attempts }) => attempts > 1);
  const count = again.reduce((sum, { attempts }) => sum + attempts - 1, 0);
  if (count <= most) return kept(claim, count);
  const detail = `Delivered again, signed anew: ${again
    .slice(0, 3)
    .map(({ id }) => id)
    .join(', ')}.`;
  return broken(claim, count, 'duplicate', detail);
}

function evaluateType(type: string, events: readonly Event[]): AssertionResult {
  const claim = claimOf(`every event is ${type}`, type, '$.type');
  const other = events.find((event) => event.at('$.type') !== type);
  if (other === undefined) return kept(claim, type);
  const seen = preview(other.at('$.type'));
  return broken(claim, seen, 'unexpected-type', `${other.id} is ${seen}.`);
}

function evaluateOrder(path: string, events: readonly Event[]): AssertionResult {
  const claim = claimOf(`${path} never goes back`, 'not decreasing', path);
  const places = events.map((event) => event.at(path));
  const lost = places.findIndex((place) => typeof place !== 'number');
  if (lost >= 0) {
    return broken(claim, preview(places[lost]), 'no-sequence', `${events[lost]?.id} has no number there.`);
  }
  const shown = places.slice(0, 20).join(', ');
  const back = places.findIndex((place, index) => index > 0 && Number(place) < Number(places[index - 1]));
  if (back < 0) return kept(claim, shown);
  return broken(claim, shown, 'out-of-order', `${places[back]} arrived after ${places[back - 1]}.`);
}

function evaluateDelay(
  { from, atMost }: NonNullable<DeliveryExpectation['delay']>,
  events: readonly Event[],
) {
  const claim = claimOf(`each arrives within ${atMost.text} of ${from}`, atMost.text, from);
  const delays = events.map((event) => Date.parse(event.receivedAt) - Date.parse(String(event.at(from))));
  const untold = delays.findIndex(Number.isNaN);
  if (untold >= 0) return broken(claim, null, 'no-time', `${events[untold]?.id} has no time there.`);
  const longest = Math.max(...delays);
  const actual = `${Math.round(longest)} ms`;
  if (longest <= atMost.ms) return kept(claim, actual);
  return broken(claim, actual, 'late', `The last came ${actual} after its event.`);
}

/** Of each promise about the body the first event that breaks it, else the first event. */
function bodiesOf(body: BodyExpectation, events: readonly Event[]): AssertionResult[] {
  const [first = [], ...more] = events.map(({ response }) => evaluateBody(body, response));
  return first.map(
    (one, index) => [one, ...more.flatMap((results) => results[index] ?? [])].find(isBroken) ?? one,
  );
}

/** The first event that breaks a promise, else the first event: how many results there are differs from event to event. */
async function ofEvery(
  events: readonly Event[],
  evaluate: (event: Event) => readonly AssertionResult[] | Promise<readonly AssertionResult[]>,
): Promise<readonly AssertionResult[]> {
  let first: readonly AssertionResult[] | undefined;
  for (const event of events) {
    const results = await evaluate(event);
    if (results.some(isBroken)) return results;
    first ??= results;
  }
  return first ?? [];
}

export async function evaluateDeliveries(
  expected: DeliveryExpectation,
  arrivals: Arrivals,
  contracts: Answer['contracts'],
): Promise<AssertionResult[]> {
  const { count, type, duplicates, order, delay, skew, body, contract } = expected;
  const authentic = evaluateAuthenticity(skew, arrivals);
  const events = arrivals.taken.map(eventOf);
  if (events.length === 0) return [...authentic, evaluateCount(count, arrivals)];
  return [
    ...authentic,
    ...[evaluateCount(count, arrivals), evaluateDuplicates(duplicates, arrivals)],
    ...(type === undefined ? [] : [evaluateType(type, events)]),
    ...(order === undefined ? [] : [evaluateOrder(order.path, events)]),
    ...(delay === undefined ? [] : [evaluateDelay(delay, events)]),
    ...(body === undefined ? [] : bodiesOf(body, events)),
    ...(contract === undefined
      ? []
      : await ofEvery(events, ({ response }) => evaluateWebhook(contract, response, contracts))),
  ];
}
