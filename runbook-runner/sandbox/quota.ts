// Owns a quota: so many requests of each caller in each window, told in RateLimit and RateLimit-Policy fields
// (draft-ietf-httpapi-ratelimit-headers-11); above it 429 with Retry-After.
import type { Context, MiddlewareHandler } from 'hono';
import { problem } from './problem.ts';

export interface QuotaPolicy {
  readonly requests: number;
  readonly windowS: number;
}

interface Window {
  used: number;
  endsAt: number;
}

interface Options {
  /** Name of the policy in the fields. */
  readonly policy: string;
  /** Whose request it is; callers count apart. */
  readonly caller?: (context: Context) => string;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

/** Counts every request that passes. */
export function withinQuota(
  { requests, windowS }: QuotaPolicy,
  { policy, caller = () => '', now = () => performance.now() }: Options,
): MiddlewareHandler {
  const windows = new Map<string, Window>();
  return async (context, next) => {
    const who = caller(context);
    let window = windows.get(who);
    if (window === undefined || now() >= window.endsAt) {
      window = { used: 0, endsAt: now() + windowS * 1000 };
      windows.set(who, window);
    }
    window.used += 1;
    const left = Math.max(0, requests - window.used);
    const seconds = Math.max(1, Math.ceil((window.endsAt - now()) / 1000));
    context.header('ratelimit-policy', `"${policy}";q=${requests};w=${windowS}`);
    context.header('ratelimit', `"${policy}";r=${left};t=${seconds}`);
    if (window.used <= requests) return next();
    return problem(context, {
      status: 429,
      code: 'quota-exceeded',
      title: 'Quota exceeded',
      detail: `The quota is ${requests} requests in ${windowS} s. It is free again in ${seconds} s.`,
      headers: { 'retry-after': String(seconds) },
    });
  };
}
