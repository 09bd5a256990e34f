// Owns Lumenpay's webhook endpoints: where events of which types are sent, on this machine only.
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { DeliveryEffect, Way } from '../../fault-proxy/kinds/kind.ts';
import type { Charge } from '../../test-data/charges.ts';
import { keepBeating } from './heartbeat.ts';
import { EVENT_TYPES, type EventType, type LumenpayEvent, messageOf, post, signerOf } from './message.ts';
import { Outbox } from './outbox.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** A sandbox that sent anywhere else could be used against others. */
function isLoopback(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return (
    url?.protocol === 'http:' && LOOPBACK.has(url.hostname) && url.username === '' && url.password === ''
  );
}

export const CreateEndpoint = z.strictObject({
  url: z.string().max(2_000).refine(isLoopback, 'an http address on 127.0.0.1, localhost or [::1]'),
  events: z
    .array(z.enum(EVENT_TYPES))
    .min(1)
    .max(EVENT_TYPES.length)
    .default([...EVENT_TYPES]),
});
export type CreateEndpoint = z.output<typeof CreateEndpoint>;

export interface Endpoint {
  readonly id: string;
  readonly url: string;
  readonly events: readonly EventType[];
  readonly status: 'enabled' | 'disabled';
  readonly created: string;
}

/** Who is told: the endpoints of a client, all when nobody is named; or the one endpoint. */
interface Audience {
  readonly client?: string | undefined;
  readonly endpoint?: string;
}

interface Kept {
  /** The client that made it; an endpoint hears of that client's charges alone. */
  readonly owner: string | undefined;
  readonly endpoint: Endpoint;
  readonly outbox: Outbox;
}

const MOST_ENDPOINTS = 32;

const isIn = ({ client, endpoint: only }: Audience, owner: string | undefined, { id }: Endpoint): boolean =>
  (only === undefined || only === id) && (client === undefined || client === owner);

export class WebhookEndpoints {
  readonly #kept = new Map<string, Kept>();
  readonly #ended = new AbortController();
  readonly #way: Way;
  #disturb: DeliveryEffect | undefined;
  #sequence = 0;

  constructor(secret: string) {
    const { signal } = this.#ended;
    this.#way = {
      sign: signerOf(secret),
      post: (signed) => post(signed, signal),
      pause: (ms) => sleep(ms, undefined, { signal, ref: false }),
    };
  }

  /** Undefined when there are as many as may be. */
  create({ url, events }: CreateEndpoint, owner?: string): Endpoint | undefined {
    if (this.#kept.size >= MOST_ENDPOINTS) return undefined;
    const id = `we_${randomBytes(8).toString('hex')}`;
    const endpoint: Endpoint = { id, url, events, status: 'enabled', created: new Date().toISOString() };
    const onGone = () => this.#disable(id);
    const outbox = new Outbox({ way: this.#way, disturb: () => this.#disturb, onGone });
    this.#kept.set(id, { owner, endpoint, outbox });
    return endpoint;
  }

  /** Sends a heartbeat to the endpoint from now on. The numbers of events stay those of charges. */
  keepBeating(id: string): void {
    keepBeating(
      () => this.#kept.get(id),
      () => this.#sequence,
      this.#ended.signal,
    );
  }

  list(): Endpoint[] {
    return [...this.#kept.values()].map(({ endpoint }) => endpoint);
  }

  get(id: string): Endpoint | undefined {
    return this.#kept.get(id)?.endpoint;
  }

  remove(id: string): boolean {
    this.#kept.get(id)?.outbox.end();
    return this.#kept.delete(id);
  }

  /** Tells every endpoint of the audience that asked for the type. */
  tell(type: EventType, data: Charge, audience: Audience): LumenpayEvent {
    this.#sequence += 1;
    const event: LumenpayEvent = {
      type,
      timestamp: new Date().toISOString(),
      sequence: this.#sequence,
      data,
    };
    for (const { owner, endpoint, outbox } of this.#kept.values()) {
      const wanted = endpoint.events.includes(type) && isIn(audience, owner, endpoint);
      if (wanted && endpoint.status === 'enabled') outbox.put(messageOf(event, endpoint));
    }
    return event;
  }

  /** Sends deliveries otherwise from now on; undefined sends them as they should be. */
  disturb(disturb: DeliveryEffect | undefined): void {
    this.#disturb = disturb;
  }

  close(): void {
    this.#ended.abort();
    for (const { outbox } of this.#kept.values()) outbox.end();
  }

  #disable(id: string): void {
    const kept = this.#kept.get(id);
    if (kept === undefined) return;
    kept.outbox.end();
    this.#kept.set(id, { ...kept, endpoint: { ...kept.endpoint, status: 'disabled' } });
  }
}
