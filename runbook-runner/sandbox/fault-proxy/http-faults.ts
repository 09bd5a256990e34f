// Owns the HTTP faults: a mockttp server on loopback that only the proxy in front reaches, and only while one is on.
import type { Mockttp } from 'mockttp';
import { drift } from './drift.ts';
import type { HttpFault } from './fault-options.ts';

export interface HttpFaults {
  readonly url: string;
  set(fault: HttpFault): Promise<void>;
  unset(): void;
  close(): Promise<void>;
}

const SAID = {
  429: { code: 'rate-limited', title: 'Too many requests', detail: 'Wait as long as Retry-After says.' },
  503: { code: 'unavailable', title: 'Service unavailable', detail: 'Try again later.' },
} as const;

async function replyWith(server: Mockttp, fault: Extract<HttpFault, { kind: 'status' }>): Promise<void> {
  const said = SAID[fault.status];
  const body = JSON.stringify({ type: `/problems/${said.code}`, status: fault.status, ...said });
  await server.forAnyRequest().thenReply(fault.status, body, {
    'content-type': 'application/problem+json',
    ...(fault.retryAfter === undefined ? {} : { 'retry-after': String(Math.ceil(fault.retryAfter / 1_000)) }),
  });
}

/** Starts the server; importing mockttp costs about 0.4 s, so it happens here and nowhere else. */
export async function startHttpFaults(upstream: string, ca: string): Promise<HttpFaults> {
  const { getLocal } = await import('mockttp');
  const server = getLocal({ recordTraffic: false, suggestChanges: false });
  await server.start();
  const forward = { additionalTrustedCAs: [{ cert: ca }] };
  const set = async (fault: HttpFault): Promise<void> => {
    server.reset();
    const rule = server.forAnyRequest();
    if (fault.kind === 'latency') await rule.delay(fault.delay).thenForwardTo(upstream, forward);
    else if (fault.kind === 'reset') await rule.thenResetConnection();
    else if (fault.kind === 'status') await replyWith(server, fault);
    else
      await rule.thenForwardTo(upstream, {
        ...forward,
        beforeResponse: async ({ headers, body }) => {
          if (!/\bjson\b/.test(String(headers['content-type']))) return {};
          return { json: drift(await body.getJson(), fault.changes) };
        },
      });
  };
  return { url: server.url, set, unset: () => server.reset(), close: () => server.stop() };
}
