// Proposes the check whose outcome says most about which of several failure modes it is, for the fewest requests. Pure.
// Expected information gain in bits (Shannon 1948), as the value of information in a decision (Howard 1966).
import type { NextCheck } from '../ports/diagnosis.ts';

type Values = Readonly<Record<string, string | number | boolean>>;

/** A failure mode that fits, and what it does to checks. */
export interface Candidate {
  readonly title: string;
  readonly score: number;
  readonly recognisedBy: readonly string[];
  readonly staysGreen: readonly string[];
}

/** A check that could be run next, with the values that it would run with. */
export interface Offer {
  readonly check: string;
  readonly title: string;
  /** Upstream requests of one run. */
  readonly cost: number;
  readonly parameters: Values;
}

/** Candidates beyond these are too unlikely to spend a request on. */
const TOP = 5;
/** Differences below this are rounding. */
const NEGLIGIBLE = 1e-9;

/** Each candidate's share of the scores. */
export function shares(candidates: readonly Pick<Candidate, 'score'>[]): number[] {
  const sum = candidates.reduce((total, { score }) => total + score, 0);
  return candidates.map(({ score }) => score / sum);
}

/** Entropy of a yes-or-no outcome, in bits. */
export function entropy(probability: number): number {
  const term = (p: number) => (p > 0 ? -p * Math.log2(p) : 0);
  return term(probability) + term(1 - probability);
}

/** How likely the check is red under a failure mode: declared either way, else nobody knows. */
export function redUnder({ recognisedBy, staysGreen }: Candidate, check: string): number {
  if (recognisedBy.includes(check)) return 1;
  return staysGreen.includes(check) ? 0 : 0.5;
}

/** What the outcome of the check is expected to tell about the candidates, in bits. */
export function gainOf(check: string, candidates: readonly Candidate[]): number {
  const share = shares(candidates);
  const red = candidates.map((one) => redUnder(one, check));
  const weighed = (of: (index: number) => number) =>
    share.reduce((sum, part, index) => sum + part * of(index), 0);
  return entropy(weighed((index) => red[index] ?? 0)) - weighed((index) => entropy(red[index] ?? 0));
}

function reasonOf({ check, cost }: Offer, candidates: readonly Candidate[]): string {
  const under = (red: number) =>
    candidates
      .filter((one) => redUnder(one, check) === red)
      .map(({ title }) => title)
      .join(' or ');
  const [red, green] = [under(1), under(0)];
  const price = `${cost} ${cost === 1 ? 'request' : 'requests'}`;
  if (red !== '' && green !== '') return `Tells ${red} (red) from ${green} (green), ${price}.`;
  return red === '' ? `Red rules out ${green}, ${price}.` : `Green rules out ${red}, ${price}.`;
}

const sameValues = (one: Values, other: Values): boolean =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([name, value]) => other[name] === value);

const compare = (a: number, b: number): number => (Math.abs(a - b) < NEGLIGIBLE ? 0 : a - b);

/** Most bits a request first; then most bits, then the id. */
function order(a: NextCheck, b: NextCheck): number {
  return compare(b.gain / b.cost, a.gain / a.cost) || compare(b.gain, a.gain) || (a.check < b.check ? -1 : 1);
}

/**
 * The best check to run next; undefined when fewer than two candidates are left to tell apart, or no check tells.
 * What `ran` just now is never proposed again with the same values.
 */
export function nextCheck(
  ranked: readonly Candidate[],
  offers: readonly Offer[],
  ran: Pick<Offer, 'check' | 'parameters'>,
): NextCheck | undefined {
  const candidates = ranked.slice(0, TOP);
  if (candidates.length < 2) return undefined;
  const worth = offers
    .filter((one) => one.check !== ran.check || !sameValues(one.parameters, ran.parameters))
    .map((one): NextCheck => {
      const { check, title, cost } = one;
      return { check, title, cost, gain: gainOf(check, candidates), reason: reasonOf(one, candidates) };
    })
    .filter(({ gain }) => gain > NEGLIGIBLE);
  return worth.sort(order)[0];
}
