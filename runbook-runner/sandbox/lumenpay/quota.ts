// Owns Lumenpay's quota: so many data requests in each window, told in RateLimit and RateLimit-Policy fields
// (draft-ietf-httpapi-ratelimit-headers-11); above it 429 with Retry-After.
import type { MiddlewareHandler } from 'hono';
import { problem } from '../problem.ts';

export interface QuotaPolicy {
  readonly requests: number;
  readonly windowS: number;
}

/** That of every API client by contract. The sandbox has one client, so it has one count. */
export const CLIENT_QUOTA: QuotaPolicy = { requests: 6_000, windowS: 60 };

const POLICY = 'client';

/** Counts every request that passes; `now` gives monotonic milliseconds. */
export function withinQuota(
  { requests, windowS }: QuotaPolicy,
  now: () => number = () => performance.now(),
): MiddlewareHandler {
  let used = 0;
  let endsAt = 0;
  return async (context, next) => {
    if (now() >= endsAt) {
      used = 0;
      endsAt = now() + windowS * 1000;
    }
    used += 1;
    const left = Math.max(0, requests - used);
    const seconds = Math.max(1, Math.ceil((endsAt - now()) / 1000));
    context.header('ratelimit-policy', `"${POLICY}";q=${requests};w=${windowS}`);
    context.header('ratelimit', `"${POLICY}";r=${left};t=${seconds}`);
    if (used <= requests) return next();
    return problem(context, {
      status: 429,
      code: 'quota-exceeded',
      title: 'Quota exceeded',
      detail: `The quota is ${requests} requests in ${windowS} s. It is free again in ${seconds} s.`,
      headers: { 'retry-after': String(seconds) },
    });
  };
}
