// The one description of the work: what every contestant asks for, and what it holds the answer to.

/** A part of the work that the upstream can be told not to keep, all others being kept. */
export const BROKEN = ['status', 'header', 'first value', 'second value', 'schema', 'latency'] as const;
export type Broken = (typeof BROKEN)[number];

export const WORK = {
  status: 200,
  header: { name: 'content-type', startsWith: 'application/json' },
  values: [
    ['status', 'succeeded'],
    ['currency', 'eur'],
  ],
  latencyMs: 400,
  schema: {
    type: 'object',
    required: ['id', 'status', 'amount', 'currency', 'created', 'metadata'],
    properties: {
      id: { type: 'string', pattern: '^ch_[a-z0-9]{8,}$' },
      status: { enum: ['succeeded', 'pending', 'failed'] },
      amount: { type: 'integer' },
      currency: { type: 'string', minLength: 3, maxLength: 3 },
      created: { type: 'string', format: 'date-time' },
      metadata: { type: 'object', additionalProperties: { type: 'string' } },
    },
  },
} as const;

/** What a request asks of the upstream beside the charge; `holdMs` is how long it waits before it answers. */
export function queryOf(holdMs: number, broken?: Broken): Record<string, string> {
  const hold = broken === 'latency' ? WORK.latencyMs + 300 : holdMs;
  return {
    ...(hold > 0 ? { hold: String(hold) } : {}),
    ...(broken === undefined || broken === 'latency' ? {} : { break: broken.replace(' ', '-') }),
  };
}
