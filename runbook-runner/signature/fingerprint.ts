// A name for "the same failure again": stable over runs, values, identifiers, positions and order. Pure.
import type { AssertionResult } from '../ports/result.ts';
import { problemTypeOf, type Signed, statusOf } from './evidence.ts';
import { stablePlace, withoutIds } from './stable.ts';

/** What was asked: a check of an integration, and the endpoint with its slots unfilled. */
export interface Asked {
  readonly integration: string;
  /** `GET /v1/charges/{charge}`; the id of the check where its kind tells none. */
  readonly endpoint: string;
}

/** More broken promises than this say nothing new about which failure it is. */
const MAX_PARTS = 20;
const MAX_PLACE = 200;

/** A part never holds a space, so that no two failures are written alike. */
const word = (text: string): string => text.replace(/[\s%]/g, encodeURIComponent);

function part({ assertion, code, outcome, where, step }: AssertionResult): string {
  const place = where === undefined ? '' : `@${stablePlace(where).slice(0, MAX_PLACE)}`;
  return word(`${step === undefined ? '' : `${step}/`}${assertion}:${code ?? outcome}${place}`);
}

/** Token endpoints answer the same refusal with 400 or with 401 (RFC 6749 §5.2): its class says all. */
const statusWord = ({ problem, exchange }: Signed): number | '-' =>
  problem?.class === 'credential-refused' && !exchange?.response
    ? '-'
    : (statusOf({ problem, exchange }) ?? '-');

/** The class; of a time that ran out also in which phase: a host that takes no connection is not one that stops in its answer. */
const problemWord = (problem: Signed['problem']): string => {
  if (problem?.class !== 'timeout' || problem.phase === undefined) return problem?.class ?? '-';
  return `${problem.class}/${problem.phase}`;
};

/**
 * `integration endpoint problem status type assertion:code@path …`, `-` for what there is none of; the broken promises
 * sorted, each once. Undefined when nothing failed.
 */
export function fingerprint({ integration, endpoint }: Asked, result: Signed): string | undefined {
  const { problem, exchange } = result;
  // That nothing answered says the same as the problem's class.
  const told = (one: AssertionResult) => problem !== undefined && one.code === problem.class;
  const broken = result.assertions.filter((one) => one.outcome !== 'pass' && !told(one));
  if (broken.length === 0 && !problem) return undefined;
  const type = problemTypeOf(exchange?.response);
  return [
    integration,
    endpoint,
    problemWord(problem),
    statusWord(result),
    type === undefined ? '-' : word(withoutIds(type).slice(0, MAX_PLACE)),
    ...[...new Set(broken.map(part))].sort().slice(0, MAX_PARTS),
  ].join(' ');
}
