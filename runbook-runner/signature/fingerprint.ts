// A name for "the same failure again": stable over runs, values, identifiers and array positions. Pure.
import type { AssertionResult } from '../ports/result.ts';
import type { Signed } from './match.ts';

export interface Failing extends Signed {
  readonly integration: string;
  readonly check: string;
}

/** Positions in lists differ from run to run: `$['items'][3]` and `$['items'][7]` are one drift. */
const anyIndex = (path: string): string => path.replace(/\[\d+\]/g, '[*]');

function part(one: AssertionResult): string {
  const where = one.where === undefined ? '' : `@${anyIndex(one.where)}`;
  return `${one.assertion}:${one.code ?? one.outcome}${where}`;
}

/**
 * `integration/endpoint problem status assertion:code@path …`, sorted, each once; undefined when nothing failed.
 * `endpoint` is the templated endpoint, e.g. `GET /v1/charges/{charge}`; the check's id stands for it when left out.
 */
export function fingerprint(result: Failing, endpoint: string = result.check): string | undefined {
  const broken = result.assertions.filter((one) => one.outcome !== 'pass').map(part);
  const { problem } = result;
  if (broken.length === 0 && !problem) return undefined;
  const status = result.exchange?.response?.status;
  return [
    `${result.integration}/${endpoint}`,
    problem?.class ?? '-',
    status ?? '-',
    ...[...new Set(broken)].sort(),
  ].join(' ');
}
