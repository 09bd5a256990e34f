// How every assertion states its outcome, so that all of them read alike.
import type { AssertionResult } from '../../ports/result.ts';

export type Json = AssertionResult['expected'];

/** An assertion before its outcome is known. */
export interface Claim {
  readonly assertion: string;
  readonly title: string;
  readonly expected: Json;
  readonly where?: string | undefined;
}

export function kept(claim: Claim, actual: Json): AssertionResult {
  return { ...claim, outcome: 'pass', actual };
}

export function broken(claim: Claim, actual: Json, code: string, detail: string): AssertionResult {
  return { ...claim, outcome: 'fail', actual, code, detail };
}

/** Reports differences of one assertion, by codes that it documents and no others. */
export function differs<Code extends string>(_codes: Readonly<Record<Code, string>>) {
  return (claim: Claim, actual: Json, code: NoInfer<Code>, detail: string): AssertionResult =>
    broken(claim, actual, code, detail);
}

/** For a promise that we could not look at. */
export function unknown(claim: Claim, detail: string): AssertionResult {
  return { ...claim, outcome: 'error', actual: null, detail };
}

const PREVIEW = 120;

/** A value as short JSON, for one line of text. */
export function preview(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > PREVIEW ? `${text.slice(0, PREVIEW)}…` : text;
}

/** Name of a value's type in JSON Schema's words. */
export function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}
