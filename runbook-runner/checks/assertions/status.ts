// Holds a response to its status code (RFC 9110 §15).
import { z } from 'zod';
import type { AssertionResult } from '../../ports/result.ts';
import { broken, kept } from './result.ts';
import { code } from './words.ts';

const Code = z.int().min(100).max(599);

export const StatusExpectation = z
  .union([Code, z.array(Code).min(1), z.enum(['2xx', '3xx', '4xx', '5xx'])])
  .describe('Status that must be answered: a code, a list of codes, or a class such as 2xx.');
export type StatusExpectation = z.output<typeof StatusExpectation>;

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

export const describeStatus = (expected: StatusExpectation): string[] => [
  `status is ${[expected].flat().map(code).join(' or ')}`,
];
