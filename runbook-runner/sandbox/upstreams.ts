// The upstreams of the sandbox, by name. One more is a folder, its contract, and a line here.
import { lumenpay } from './lumenpay/index.ts';
import { parcelo } from './parcelo/index.ts';
import { stockline } from './stockline/index.ts';

export const UPSTREAMS = { lumenpay, parcelo, stockline };
export type UpstreamName = keyof typeof UPSTREAMS;
