// What becomes of a wrong setting of a consumer, by what was done to its configuration meanwhile.
import type { Config } from '../../../runbook-runner/sandbox/order-sync/config.ts';

export interface ConsumerCase {
  readonly kind: string;
  readonly name: string;
  readonly set: Readonly<Record<string, unknown>>;
  /** Done by an operator while the fault is on. */
  readonly meanwhile?: { readonly patch: object } | { readonly rollBackTo: 'before' };
  /** What differs from the configuration before, after the end. */
  readonly leaves: Partial<Config>;
  /** Revisions that the end adds. */
  readonly adds: number;
}

const kind = 'configuration';
const ahead = { versions: { lumenpay: '2026-09-01' } };

export const CONSUMER_CASES: readonly ConsumerCase[] = [
  { kind, name: 'nobody touched it', set: ahead, leaves: {}, adds: 1 },
  {
    ...{ kind, name: 'several values, some of them new' },
    set: { throttle: { requestsPerSecond: 1 }, mapping: { lumenpay: [{ from: '/total', to: '/amount' }] } },
    ...{ leaves: {}, adds: 1 },
  },
  {
    ...{ kind, name: 'it was mended', set: ahead, meanwhile: { rollBackTo: 'before' } },
    ...{ leaves: {}, adds: 0 },
  },
  {
    ...{ kind, name: 'it was set otherwise', set: { throttle: { requestsPerSecond: 1 } } },
    meanwhile: { patch: { throttle: { requestsPerSecond: 30 } } },
    ...{ leaves: { throttle: { requestsPerSecond: 30 } }, adds: 0 },
  },
  {
    ...{ kind, name: 'something else was set', set: ahead },
    meanwhile: { patch: { degraded: { mode: 'on' } } },
    ...{ leaves: { degraded: { mode: 'on' } }, adds: 1 },
  },
];
