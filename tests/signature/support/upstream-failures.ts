// Failures of the sandbox's other upstreams, made real by faults of the declared kinds, and what looks like them.
import { cursorOf } from '../../../runbook-runner/sandbox/parcelo/cursor.ts';
import type { UpstreamName } from '../../../runbook-runner/sandbox/upstreams.ts';
import type { Failure } from './failures.ts';
import { type Between, serveUpstream, type Wrong } from './real-upstream.ts';

/** A cursor of Parcelo behind which nothing comes. */
const LAST = cursorOf({ after: 'shp_demo0060', list: 'shipments:' });

/** Goes on behind another cursor than the one that was sent. */
const goingOnAt =
  (cursor: string): Between =>
  (request, api) => {
    const url = new URL(request.url);
    if (!url.searchParams.has('cursor')) return api(request);
    url.searchParams.set('cursor', cursor);
    return api(new Request(url, request));
  };

/** Ignores conditions of what is read. */
const unconditional: Between = (request, api) => {
  const headers = new Headers(request.headers);
  headers.delete('if-none-match');
  return api(new Request(request.url, { headers }));
};

/** Keeps the first answer to each read, and asks no more. */
function keepingFirst(): Between {
  const kept = new Map<string, Response>();
  return async (request, api) => {
    if (request.method !== 'GET') return api(request);
    const answer = kept.get(request.url) ?? (await api(request));
    kept.set(request.url, answer.clone());
    return answer;
  };
}

const of =
  (upstream: UpstreamName) =>
  (name: string, mode: string, check: string, wrong: Wrong): Failure => ({
    ...{ name, mode, check },
    serve: () => serveUpstream(upstream, wrong),
  });
const [parcelo, stockline] = [of('parcelo'), of('stockline')];
const LOOP = { parameter: 'cursor', path: '/v1/shipments' };
const AS_TEXT = { changes: [{ change: 'retype', pointer: '/available', to: 'string' }], path: '/v1/stock' };
const DOWN = { status: 503 };

export const UPSTREAM_FAILURES: readonly Failure[] = [
  parcelo('shipments-anew', 'pagination-loop', 'parcelo-pages', { fault: ['pagination-loop', LOOP] }),
  parcelo('page-empty', 'none', 'parcelo-pages', { between: goingOnAt(LAST) }),
  parcelo('cursor-refused', 'none', 'parcelo-pages', { between: goingOnAt('none') }),
  parcelo('shipments-503', 'server-error', 'parcelo-pages', { fault: ['status', DOWN] }),
  stockline('old-level-confirmed', 'stale-answer', 'stockline-level-follows', {
    fault: ['stale-etag', { path: '/v1/stock' }],
  }),
  stockline('old-level-sent', 'stale-answer', 'stockline-level-follows', { between: keepingFirst() }),
  stockline('level-sent-again', 'none', 'stockline-unchanged-level', { between: unconditional }),
  stockline('level-as-text', 'schema-drift', 'stockline-stock-contract', {
    fault: ['schema-drift', AS_TEXT],
  }),
  stockline('levels-503', 'server-error', 'stockline-level-follows', { fault: ['status', DOWN] }),
];
