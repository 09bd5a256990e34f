// Owns the place where a fault disturbs deliveries: which message goes next, and what is sent of it.
import type { Message, Signed } from './message.ts';

export interface Way {
  /** Signs for an attempt that is made now. */
  readonly sign: (message: Message) => Signed;
  /** The status of the answer; 0 when there was none. */
  readonly post: (signed: Signed) => Promise<number>;
  /** Rejects when Lumenpay ends. */
  readonly pause: (ms: number) => Promise<void>;
}

export interface Disturb {
  /** Takes the message that goes next out of those that wait: one at least, the oldest first. */
  readonly take?: (waiting: Message[], way: Way) => Promise<Message | undefined>;
  /** Makes one attempt; resolves to the status that decides whether a further one is made. */
  readonly send?: (message: Message, way: Way) => Promise<number>;
}

export const STRAIGHT = {
  take: async (waiting) => waiting.shift(),
  send: (message, { sign, post }) => post(sign(message)),
} as const satisfies Disturb;
