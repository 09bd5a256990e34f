// An upstream of the sandbox alone, as consumers reach it, behind its own fault proxy: what it does wrong is what the
// declared kinds of faults do, or something in front of its API that no fault is.
import { Hono } from 'hono';
import { makeAuthority } from '../../../runbook-runner/sandbox/certificates.ts';
import { startNameServer } from '../../../runbook-runner/sandbox/name-server.ts';
import { startUpstream } from '../../../runbook-runner/sandbox/start-upstream.ts';
import type { Api, Upstream } from '../../../runbook-runner/sandbox/upstream.ts';
import { UPSTREAMS, type UpstreamName } from '../../../runbook-runner/sandbox/upstreams.ts';
import type { Served } from './upstream.ts';

const SEED = 1;

type Answering = (request: Request) => Response | Promise<Response>;
/** Stands between callers and the API. */
export type Between = (request: Request, api: Answering) => Response | Promise<Response>;

export interface Wrong {
  /** Kind of the fault that is on, with its options. */
  readonly fault?: readonly [kind: string, options: object];
  readonly between?: Between;
}

/** The upstream with this in front of its API. */
const behind = (upstream: Upstream, between: Between): Upstream => ({
  ...upstream,
  async open(opening) {
    const opened = await upstream.open(opening);
    const api: Api = new Hono();
    api.all('*', ({ req, env }) => between(req.raw, (request) => opened.api.fetch(request, env)));
    return { ...opened, api };
  },
});

export async function serveUpstream(name: UpstreamName, { fault, between }: Wrong): Promise<Served> {
  const now = Date.now();
  const [names, authority] = await Promise.all([startNameServer(), makeAuthority('Test authority', now)]);
  const real: Upstream = UPSTREAMS[name];
  const running = await startUpstream(between ? behind(real, between) : real, {
    ...{ seed: SEED, authority, now, names },
  });
  if (fault) {
    const [kind, options] = fault;
    const order = { id: kind, title: kind, target: name, durationMs: 60_000 };
    await running.proxy.inject({ ...order, kind, options: { ...options } });
  }
  const { servers, access } = running;
  return {
    ...{ ca: authority.pem, servers, resolver: names.address, credentials: access.credentials },
    async close() {
      await running.close();
      await names.close();
    },
  };
}
