// What the differences between an answer and its contract amount to: red, noted as tolerated, or not to be told.
import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { AssertionResult } from '../../ports/result.ts';
import type { Answer } from './assertion.ts';
import type { ContractExpectation } from './contract-schema.ts';
import { DIFFERENCES, type Difference } from './differences.ts';
import { repeatedType } from './headers.ts';
import { isJsonType, jsonBody } from './json-body.ts';
import { type Claim, differs, kept, unknown } from './result.ts';

const differ = differs(ASSERTION_CODES.contract);
export const broken: typeof differ = (...given) => ({ breaking: true, ...differ(...given) });

/** More differences than a person reads are counted, not listed. */
const MAX_DIFFERENCES = 50;

interface Held {
  readonly found: readonly Difference[];
  /** False where only a part was looked through for every difference. */
  readonly whole: boolean;
  /** Where a number stands that nobody can tell from one that is not allowed. */
  readonly uncertain: string | undefined;
  readonly tolerate: ContractExpectation['tolerate'];
}

/** Why nothing can be said, though nothing that was found is refused; undefined where it can. */
function doubt(claim: Claim, { whole, uncertain }: Held): AssertionResult | undefined {
  if (uncertain !== undefined) {
    const detail = `${uncertain} is a whole number beyond 2^53, and cannot be told from the one that the contract names.`;
    return unknown({ ...claim, where: uncertain }, detail);
  }
  if (whole) return undefined;
  const detail =
    'The answer is too long to look for all differences, and those that were found are tolerated.';
  return unknown(claim, detail);
}

export function verdict(claim: Claim, held: Held): AssertionResult[] {
  const { found, tolerate } = held;
  const { tolerated = [], refused = [] } = Object.groupBy(found, ({ code }) =>
    tolerate.includes(code) ? 'tolerated' : 'refused',
  );
  const doubtful = refused.length === 0 ? doubt(claim, held) : undefined;
  if (doubtful) return [doubtful];
  if (found.length === 0) return [kept(claim, 'fits')];
  const more = found.length - MAX_DIFFERENCES;
  // What breaks stands first: no number of tolerated differences hides it.
  return [...refused, ...tolerated].slice(0, MAX_DIFFERENCES).map((one, index) => {
    const last = index === MAX_DIFFERENCES - 1 && more > 0;
    const detail = one.detail + (last ? ` ${more} further differences are not listed.` : '');
    const at = { ...claim, where: one.where, expected: one.expected };
    const result = broken(at, one.actual, one.code, detail);
    if (tolerate.includes(one.code)) return { ...result, outcome: 'pass', breaking: false };
    return { ...result, breaking: DIFFERENCES[one.code] === 'breaking' };
  });
}

/** The answer is of a type that is not declared; where JSON is, what keeps it from being that is told too. */
export function ofMediaType(
  claim: Claim,
  types: readonly string[],
  contentType: string,
  response: Answer['response'],
): AssertionResult {
  const declared = types.join(', ');
  const body = jsonBody(response.body);
  const noJson = !body.ok && types.some(isJsonType) ? body : undefined;
  const seen = contentType === '' ? 'no content type' : contentType;
  const detail = `The contract declares ${declared}, and the upstream sent ${seen}.`;
  const at = { ...claim, expected: declared, where: 'content-type' };
  const repeated = repeatedType(response.headers);
  if (repeated) return broken(at, seen, 'media-type', repeated.detail);
  if (!noJson) return broken(at, seen, 'media-type', detail);
  return broken(at, seen, noJson.code, `${detail} ${noJson.detail}`);
}
