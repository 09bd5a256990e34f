// What a signature looks at in a result, read out of it once. Pure.
import type { AssertionResult, Exchange, KindOutcome, Problem } from '../ports/result.ts';

/** The part of a result that a signature looks at. */
export type Signed = Pick<KindOutcome, 'assertions' | 'problem' | 'exchange'>;

export interface Evidence {
  readonly failing: readonly AssertionResult[];
  readonly problem: Problem | undefined;
  /** Of the response, or of the token endpoint that kept the request from being sent. */
  readonly status: number | undefined;
  /** `type` of the problem document in the body. */
  readonly problemType: string | undefined;
  /** Names of the header fields of the response; undefined when none came. */
  readonly headers: ReadonlySet<string> | undefined;
}

const PROBLEM_JSON = /^application\/problem\+json\s*(?:;|$)/i;

/** `type` of an RFC 9457 problem document; one without it is "about:blank" (§3.1.1). Undefined for any other body. */
export function problemTypeOf(response: Exchange['response']): string | undefined {
  const contentType = response?.headers.find(([name]) => name === 'content-type')?.[1] ?? '';
  if (!response || !PROBLEM_JSON.test(contentType)) return undefined;
  try {
    const document: unknown = JSON.parse(response.body);
    if (typeof document !== 'object' || document === null) return undefined;
    const type: unknown = Reflect.get(document, 'type') ?? 'about:blank';
    return typeof type === 'string' ? type : undefined;
  } catch {
    return undefined;
  }
}

/** Status that came: of the response, or of a token endpoint that kept the request from being sent. */
export const statusOf = ({ problem, exchange }: Pick<Signed, 'problem' | 'exchange'>): number | undefined =>
  exchange?.response?.status ?? problem?.status;

export function evidenceOf({ assertions, problem, exchange }: Signed): Evidence {
  const response = exchange?.response;
  return {
    failing: assertions.filter((one) => one.outcome === 'fail'),
    problem,
    status: statusOf({ problem, exchange }),
    problemType: problemTypeOf(response),
    headers: response && new Set(response.headers.map(([name]) => name)),
  };
}
