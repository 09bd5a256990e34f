// Whether one sign of a signature holds, and how much it narrows. Pure.
import type { Sign } from '../playbook/schema/failure-mode.ts';
import type { AssertionResult } from '../ports/result.ts';
import type { Evidence } from './evidence.ts';
import { anyPosition } from './stable.ts';

/** The least that a field narrows, however many alternatives it gives; a whole class of statuses narrows so much. */
const LEAST = 0.6;
const FOR_EACH_MORE = 0.1;

const includes = <Value>(alternatives: readonly Value[] | undefined, value: Value | undefined): boolean =>
  alternatives === undefined || (value !== undefined && alternatives.includes(value));

/** `[*]` of the pattern is any position; a final `*` any rest. */
function isAt(pattern: string, where: string): boolean {
  const [wanted, seen] = [anyPosition(pattern), anyPosition(where)];
  return wanted.endsWith('*') ? seen.startsWith(wanted.slice(0, -1)) : seen === wanted;
}

function assertionFits(sign: Sign, { assertion, code, where }: AssertionResult): boolean {
  if (sign.assertion !== undefined && sign.assertion !== assertion) return false;
  if (!includes(sign.code, code)) return false;
  return sign.where === undefined || (where !== undefined && sign.where.some((one) => isAt(one, where)));
}

/** Whether a status is one of those that are wanted, or of a class of them. */
export const statusFits = (wanted: NonNullable<Sign['status']>, seen: number | undefined): boolean =>
  seen !== undefined && wanted.some((one) => one === seen || one === `${Math.floor(seen / 100)}xx`);

function headersFit(wanted: NonNullable<Sign['header']>, seen: Evidence['headers']): boolean {
  if (seen === undefined) return false;
  return Object.entries(wanted).every(([name, there]) => seen.has(name) === there);
}

/** Whether everything that the sign gives holds; assertion, code and place must be those of one assertion. */
export function holds(sign: Sign, evidence: Evidence): boolean {
  const { assertion, code, where, status, header } = sign;
  const { failing, problem, problemType } = evidence;
  if (!includes(sign.problem, problem?.class)) return false;
  if (!includes(sign.phase, problem?.phase)) return false;
  if (!includes(sign.problemType, problemType)) return false;
  if (status && !statusFits(status, evidence.status)) return false;
  if (header && !headersFit(header, evidence.headers)) return false;
  const aboutAssertion = assertion !== undefined || code !== undefined || where !== undefined;
  return !aboutAssertion || failing.some((one) => assertionFits(sign, one));
}

const widthOf = (alternatives: readonly unknown[]): number =>
  Math.max(LEAST, 1 - FOR_EACH_MORE * (alternatives.length - 1));

function statusWeight(status: NonNullable<Sign['status']>): number {
  return status.some((one) => typeof one === 'string') ? LEAST : widthOf(status);
}

/** How much a sign narrows: 1 for a field with one value, 0.1 less for each alternative more, 0.6 at least. */
export function weightOf(sign: Sign): number {
  const { assertion, code, where, problem, phase, status, problemType, header } = sign;
  const lists = [code, where, problem, phase, problemType].filter((list) => list !== undefined);
  return (
    (assertion === undefined ? 0 : 1) +
    lists.reduce((sum, list) => sum + widthOf(list), 0) +
    (status ? statusWeight(status) : 0) +
    (header ? Object.keys(header).length : 0)
  );
}
