// For each kind that disturbs webhooks, what a receiver sees of three events.
import type { Arrived } from '../receiver.ts';

export interface DeliveryCase {
  readonly kind: string;
  readonly options?: Readonly<Record<string, unknown>>;
  /** How many deliveries arrive. */
  readonly count: number;
  readonly look: (arrived: readonly Arrived[]) => unknown;
  readonly sees: unknown;
}

const places = (arrived: readonly Arrived[]): number[] => {
  const all = arrived.map(({ body }) => Number(JSON.parse(body).sequence));
  return all.map((one) => one - Math.min(...all));
};
const signatures = (arrived: readonly Arrived[]) =>
  arrived.map(({ headers }) => headers['webhook-signature'] ?? 'none');
const field = (arrived: readonly Arrived[], name: string) =>
  new Set(arrived.map(({ headers }) => headers[name]));

export const DELIVERY_CASES: readonly DeliveryCase[] = [
  {
    ...{ kind: 'webhook-duplicate', count: 6 },
    look: (arrived) => [field(arrived, 'webhook-id').size, field(arrived, 'webhook-signature').size],
    sees: [3, 6],
  },
  {
    ...{ kind: 'webhook-replay', count: 6 },
    look: (arrived) => [field(arrived, 'webhook-id').size, field(arrived, 'webhook-signature').size],
    sees: [3, 3],
  },
  { ...{ kind: 'webhook-reorder', count: 3 }, look: places, sees: [2, 1, 0] },
  {
    ...{ kind: 'webhook-unsigned', options: { signature: 'missing' }, count: 3 },
    look: signatures,
    sees: ['none', 'none', 'none'],
  },
  {
    ...{ kind: 'webhook-unsigned', options: { signature: 'forged' }, count: 3 },
    look: (arrived) =>
      signatures(arrived).every((one) => one === `v1,${Buffer.alloc(32, 7).toString('base64')}`),
    sees: true,
  },
];
