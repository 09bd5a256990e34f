// Owns what can be set in order-sync, and what holds when nothing was.
import { z } from 'zod';

/** Whose data order-sync takes. */
export const UPSTREAMS = ['lumenpay', 'parcelo', 'stockline'] as const;
export type UpstreamName = (typeof UPSTREAMS)[number];

const Pointer = z.string().regex(/^(\/([^~/]|~[01])*)+$/, 'is a JSON pointer (RFC 6901), such as /amount');
const Version = z
  .string()
  .regex(/^[\w.-]{1,40}$/, 'is a version, such as 2026-03-01')
  .nullable();

export const Fallback = z.strictObject({
  mode: z.enum(['off', 'cached']),
  /** A copy that is older is not used. */
  maxAgeSeconds: z.int().min(1).max(86_400),
});
export const Throttle = z.strictObject({
  requestsPerSecond: z.int().min(1).max(1_000).nullable().default(null),
});
export const Degraded = z.strictObject({ mode: z.enum(['off', 'on']) });
/** How settled orders go on: live, or ahead of an upstream that owes its part until it is live again. */
const Handover = z.strictObject({
  parcelo: z.strictObject({
    mode: z.enum(['live', 'ahead']),
    requestsPerSecond: z.int().min(1).max(1_000).nullable().default(null),
  }),
  stockline: z.strictObject({
    mode: z.enum(['live', 'cached', 'ahead']),
    /** A copy of a level that is older is not used. */
    maxAgeSeconds: z.int().min(1).max(86_400),
  }),
});

/** In the mode `poll` deliveries are acknowledged without effect, and charges are asked for. */
export const Webhooks = z.strictObject({ mode: z.enum(['act', 'poll']) });
/** How order-sync learns tracking numbers: from Parcelo's list, or by asking for each shipment. */
export const Tracking = z.strictObject({ mode: z.enum(['list', 'each']) });
export const Rollback = z.strictObject({ revision: z.int().min(1) });

const FieldRule = z.strictObject({
  from: Pointer,
  to: Pointer,
  as: z.enum(['integer', 'number', 'string', 'boolean']).optional(),
});
export type FieldRule = z.output<typeof FieldRule>;

export const Config = z.strictObject({
  fallback: Fallback,
  throttle: Throttle,
  degraded: Degraded,
  handover: Handover,
  /** Values for fields that a record lacks, or that are null in it. */
  defaults: z.partialRecord(z.enum(UPSTREAMS), z.record(Pointer, z.json())).default({}),
  /** Where a field that moved, or changed its type, is taken from. */
  mapping: z.partialRecord(z.enum(UPSTREAMS), z.array(FieldRule).max(50)).default({}),
  unknownFields: z.enum(['keep', 'drop', 'quarantine']),
  /** How order-sync hears that a charge changed. */
  webhooks: Webhooks.default({ mode: 'act' }),
  tracking: Tracking.default({ mode: 'list' }),
  /** The version that is asked for; null leaves the choice to the upstream. */
  versions: z.strictObject({
    lumenpay: Version.default(null),
    parcelo: Version.default(null),
    stockline: Version.default(null),
  }),
});
export type Config = z.output<typeof Config>;

export const INITIAL: Config = {
  fallback: { mode: 'off', maxAgeSeconds: 14_400 },
  throttle: { requestsPerSecond: null },
  degraded: { mode: 'off' },
  handover: {
    parcelo: { mode: 'live', requestsPerSecond: null },
    stockline: { mode: 'live', maxAgeSeconds: 900 },
  },
  defaults: {},
  mapping: {},
  unknownFields: 'keep',
  webhooks: { mode: 'act' },
  tracking: { mode: 'list' },
  versions: { lumenpay: '2026-03-01', parcelo: null, stockline: null },
};

/** Upstreams that settled orders are handed on to. */
export type FollowerName = keyof Config['handover'];
export type HandoverMode = Config['handover'][FollowerName]['mode'];

/** Where an order's charge comes from; degraded outweighs cached. */
export type Mode = 'live' | 'cached' | 'degraded';

export function modeOf(config: Config): Mode {
  if (config.degraded.mode === 'on') return 'degraded';
  return config.fallback.mode === 'cached' ? 'cached' : 'live';
}
