// Failures of the sandbox's other upstreams, made real by faults of the declared kinds, and what looks like them.
import { cursorOf } from '../../../runbook-runner/sandbox/parcelo/cursor.ts';
import type { UpstreamName } from '../../../runbook-runner/sandbox/upstreams.ts';
import type { Failure } from './failures.ts';
import { type Misread, serveUpstream, type Wrong } from './real-upstream.ts';

/** A cursor of Parcelo that skips five shipments. */
const FURTHER = cursorOf({ after: 'shp_demo0010', list: 'shipments:' });

/** Goes on behind another cursor than the one that was sent. */
const behind =
  (cursor: string): Misread =>
  (request) => {
    const url = new URL(request.url);
    if (!url.searchParams.has('cursor')) return request;
    url.searchParams.set('cursor', cursor);
    return new Request(url, request);
  };

/** Ignores conditions. */
const unconditional: Misread = (request) => {
  if (!request.headers.has('if-none-match')) return request;
  const headers = new Headers(request.headers);
  headers.delete('if-none-match');
  return new Request(request.url, { headers });
};

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
  parcelo('shipments-skipped', 'none', 'parcelo-pages', { misread: behind(FURTHER) }),
  parcelo('cursor-refused', 'none', 'parcelo-pages', { misread: behind('none') }),
  parcelo('shipments-503', 'server-error', 'parcelo-pages', { fault: ['status', DOWN] }),
  stockline('old-level-confirmed', 'stale-answer', 'stockline-level-follows', {
    fault: ['stale-etag', { path: '/v1/stock' }],
  }),
  stockline('level-sent-again', 'none', 'stockline-unchanged-level', { misread: unconditional }),
  stockline('level-as-text', 'schema-drift', 'stockline-stock-contract', {
    fault: ['schema-drift', AS_TEXT],
  }),
  stockline('levels-503', 'server-error', 'stockline-level-follows', { fault: ['status', DOWN] }),
];
