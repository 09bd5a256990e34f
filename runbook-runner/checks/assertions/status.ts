// Holds a response to its status code (RFC 9110 §15).

import { ASSERTION_CODES } from '../../ports/assertion-codes.ts';
import type { AssertionResult } from '../../ports/result.ts';
import type { Answer, Assertion } from './assertion.ts';
import { headerValue } from './headers.ts';
import { differs, kept } from './result.ts';
import type { StatusExpectation } from './status-schema.ts';
import { code } from './words.ts';

const broken = differs(ASSERTION_CODES.status);

export function statusFits(expected: StatusExpectation, status: number): boolean {
  if (typeof expected === 'number') return status === expected;
  if (typeof expected === 'string') return Math.floor(status / 100) === Number(expected[0]);
  return expected.includes(status);
}

export function evaluateStatus(
  expected: StatusExpectation,
  status: number,
  location?: string,
): AssertionResult {
  const words = Array.isArray(expected) ? expected.join(' or ') : String(expected);
  const claim = { assertion: 'status', title: `status is ${words}`, expected };
  if (statusFits(expected, status)) return kept(claim, status);
  const moved = location === undefined ? '' : ` It points to ${location}, which was not followed.`;
  return broken(claim, status, 'unexpected-status', `The upstream answered ${status}.${moved}`);
}

/** Whether every status that is expected has, by its own meaning, no body (RFC 9110 §6.4.1). */
export function isBodiless(expected: StatusExpectation): boolean {
  const codes = [expected].flat();
  return codes.every((code) => code === 204 || code === 205 || code === 304 || Number(code) < 200);
}

export const statusAssertion: Assertion<StatusExpectation, Answer> = {
  name: 'status',
  title: 'Status code',
  summary: 'Holds the answer to its status code. A redirect that was not followed is shown with its target.',
  example: 'status: [200, 304]',
  codes: ASSERTION_CODES.status,
  describe: (expected) => [`status is ${[expected].flat().map(code).join(' or ')}`],
  evaluate: (expected, { response }) => [
    evaluateStatus(expected, response.status, headerValue(response.headers, 'location')),
  ],
};
