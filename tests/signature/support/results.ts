// Results as a kind returns them, with what the tests of signatures look at.
import type { AssertionResult } from '../../../runbook-runner/ports/result.ts';
import type { Signed } from '../../../runbook-runner/signature/evidence.ts';

export const failing = (assertion: string, code: string, where?: string): AssertionResult => ({
  ...{ assertion, code, where, outcome: 'fail', title: '', expected: null, actual: null },
});

interface Answer {
  readonly status?: number;
  readonly headers?: [string, string][];
  readonly body?: string;
}

/** What a signature looks at, of a check that is red. */
export type Red = Signed & { readonly check: string };

/** A result with these assertions; with a status, an answer came. */
export function result(
  assertions: AssertionResult[],
  more: Answer & { problem?: Signed['problem'] } = {},
): Red {
  const { status, headers = [], body = '', ...rest } = more;
  const request = { method: 'GET', url: 'https://x', headers: [] };
  const response =
    status === undefined ? undefined : { status, headers, body, bodyBytes: 0, truncated: false };
  return { check: 'check', assertions, exchange: { request, response }, ...rest };
}

export const problem = (cls: NonNullable<Signed['problem']>['class'], phase?: string): Signed['problem'] =>
  ({ class: cls, outcome: 'fail', message: '', ...(phase ? { phase } : {}) }) as Signed['problem'];
