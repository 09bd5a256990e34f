// The upstreams of the sandbox, by name. One more is a folder, its contract, and a line here.
import { lumenpay } from './lumenpay/index.ts';
import { parcelo } from './parcelo/index.ts';
import type { RunningUpstream } from './start-upstream.ts';
import { stockline } from './stockline/index.ts';

export const UPSTREAMS = { lumenpay, parcelo, stockline };
export type UpstreamName = keyof typeof UPSTREAMS;

/** The upstreams of the registry as they run. */
export type Running = {
  readonly [Name in UpstreamName]: RunningUpstream<Awaited<ReturnType<(typeof UPSTREAMS)[Name]['open']>>>;
};
