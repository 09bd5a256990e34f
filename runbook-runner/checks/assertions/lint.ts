// Finds expectations of a check that can never hold: within one assertion, and between two of them.
import type { Finding } from '../kind.ts';
import type { Asked } from './answers.ts';
import type { BodyExpectation } from './body-schema.ts';
import { lintContract } from './contract-lint.ts';
import type { ContractExpectation } from './contract-schema.ts';
import type { HeadersExpectation } from './headers-schema.ts';
import { isBodiless } from './status.ts';
import type { StatusExpectation } from './status-schema.ts';

interface Declared {
  readonly request: { readonly redirects: number };
  readonly expect: {
    readonly status: StatusExpectation;
    readonly body?: BodyExpectation | undefined;
    readonly headers: HeadersExpectation;
    readonly contract?: ContractExpectation | undefined;
  };
}

type Path = Finding['path'];

const contradiction = (path: Path, message: string, hint?: string): Finding => ({
  code: 'contradiction',
  path,
  message,
  hint,
});

/** Whether a promise about a body also holds without one. */
const holdsOfNothing = (one: BodyExpectation[number]): boolean => 'size' in one && one.size.min === 0;

/** A body is promised of an answer that has none. */
function bodyOfNothing({ status, body = [], contract }: Declared['expect']): Finding[] {
  if (!isBodiless(status)) return [];
  const said = [status].flat().join(' or ');
  const hint = 'Expect another status, or nothing of the body.';
  const at = body.findIndex((one) => !holdsOfNothing(one));
  return [
    ...(at < 0 ? [] : [contradiction(['expect', 'body', at], `An answer of ${said} has no body.`, hint)]),
    ...(contract === undefined
      ? []
      : [contradiction(['expect', 'contract'], `An answer of ${said} has no body to compare.`, hint)]),
  ];
}

/** A redirect is expected and followed: then it is never the answer. */
function followedRedirect({ request, expect }: Declared): Finding[] {
  const codes = [expect.status].flat();
  const redirects = codes.every((code) => code === '3xx' || [301, 302, 303, 307, 308].includes(Number(code)));
  if (!redirects || request.redirects === 0) return [];
  const message = `A redirect is expected, and up to ${request.redirects} are followed.`;
  return [
    contradiction(['expect', 'status'], message, 'Leave out `redirects`, so that the redirect is seen.'),
  ];
}

export function lintExpectations(
  asked: readonly Asked[],
  declared: Declared,
  contracts: ReadonlyMap<string, unknown>,
): Finding[] {
  const within = asked.flatMap(({ assertion, expected }) =>
    (assertion.contradictions?.(expected) ?? []).map(({ path, message, hint }) =>
      contradiction(['expect', assertion.name, ...path], message, hint),
    ),
  );
  return [
    ...within,
    ...bodyOfNothing(declared.expect),
    ...followedRedirect(declared),
    ...lintContract(declared.expect, contracts),
  ];
}
