// Owns what one delivery is made of: the message, its signature by Standard Webhooks, and one attempt to send it.
import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { request } from 'undici';
import type { Message, Signed } from '../../fault-proxy/kinds/kind.ts';
import type { Charge } from '../../test-data/charges.ts';

export const EVENT_TYPES = ['charge.succeeded', 'charge.refunded'] as const;
export type EventType = (typeof EVENT_TYPES)[number];

export interface LumenpayEvent {
  readonly type: EventType;
  readonly timestamp: string;
  /** Grows by one with every event of the account. */
  readonly sequence: number;
  readonly data: Charge;
}

/** What a test event tells of; no charge of this id can be read. */
export const testCharge = (type: EventType): Charge => ({
  ...{ id: 'ch_test00000000', amount: 1_999, currency: 'EUR', customer: null, metadata: {} },
  status: type === 'charge.refunded' ? 'refunded' : 'succeeded',
  created: new Date().toISOString(),
  description: 'Test event',
});

const ATTEMPT_MS = 2_000;

export function messageOf(
  event: LumenpayEvent,
  endpoint: { readonly id: string; readonly url: string },
): Message {
  const digest = createHash('sha256').update(`${endpoint.id}:${event.sequence}`).digest('hex');
  return { id: `msg_${digest.slice(0, 24)}`, url: endpoint.url, body: JSON.stringify(event) };
}

/** Signs a message for an attempt that is made now. */
export function signerOf(secret: string): (message: Message) => Signed {
  const webhook = new Webhook(secret);
  return (message) => {
    const seconds = Math.floor(Date.now() / 1000);
    const signature = webhook.sign(message.id, new Date(seconds * 1000), message.body);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'lumenpay-webhooks/1.0',
      'webhook-id': message.id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signature,
    };
    return { ...message, headers };
  };
}

/** The status of the answer; 0 when there was none. */
export async function post({ url, headers, body }: Signed, signal: AbortSignal): Promise<number> {
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MS)]);
    const answer = await request(url, { method: 'POST', headers, body, signal: limit });
    await answer.body.dump({ limit: 65_536, signal: limit });
    return answer.statusCode;
  } catch {
    return 0;
  }
}
