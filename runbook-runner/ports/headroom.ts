// What a told quota leaves to be sent.
import type { Quota } from './quota.ts';

/** Requests that can still be sent before a limit is reached; undefined where no limit counts requests. */
export function headroomOf({ limits, retryAfterMs }: Quota): number | undefined {
  const left = limits.filter(({ unit }) => unit === 'requests').map(({ remaining }) => remaining);
  if (retryAfterMs !== undefined && retryAfterMs > 0) return 0;
  return left.length === 0 ? undefined : Math.min(...left);
}
