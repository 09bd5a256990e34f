// Inbound webhooks: what a sender delivers, whether it is the sender's, and what is kept of it.

/** A source of webhooks in one environment: `webhooks` of an integration page declares it. */
export interface SourceName {
  readonly integration: string;
  readonly environment: string;
  readonly source: string;
}

/** A delivery as it arrived; nothing in it is believed yet. */
export interface Arrival extends SourceName {
  /** `webhook-id`, `webhook-timestamp` and `webhook-signature`. */
  readonly headers: Readonly<Record<'id' | 'timestamp' | 'signature', string | undefined>>;
  readonly body: Uint8Array;
}

/** A delivery whose signature holds. */
export interface Delivery extends SourceName {
  /** `webhook-id`: one for each event, whatever the number of attempts. */
  readonly id: string;
  /** Seconds since 1970 by the sender's clock, of the first attempt that arrived. */
  readonly sentAt: number;
  /** RFC 3339, by our clock. */
  readonly receivedAt: string;
  /** SHA-256 of the body as it arrived, in hex. */
  readonly digest: string;
  readonly bytes: number;
  /** Text without secrets. */
  readonly body: string;
}

export interface KeptDelivery extends Delivery {
  /** How often it arrived with a signature that holds; its sender repeats what was not acknowledged. */
  readonly attempts: number;
}

/** Why a delivery has no effect; `replayed` is one that was taken before, sent again as it was. */
export type RefusedFor = 'malformed' | 'unsigned' | 'timestamp' | 'signature' | 'replayed';

export type Verification =
  | { readonly ok: true; readonly id: string; readonly sentAt: number }
  | { readonly ok: false; readonly reason: RefusedFor; readonly message: string }
  /** The secret cannot be had here: nothing can be said of the delivery. */
  | { readonly ok: false; readonly reason: 'no-secret'; readonly message: string; readonly hint?: string };

/** `again`: a further attempt at what was taken already. */
export type Taken = 'first' | 'again' | 'replayed';

export interface DeliveryFilter extends SourceName {
  /** RFC 3339; those that arrived then or later. */
  readonly since: string;
}

/** Deliveries that were refused, of one source and for one reason; nothing of what was sent is kept. */
export interface Refusals {
  readonly reason: RefusedFor;
  readonly count: number;
  /** Why the last of them was refused, in our words. */
  readonly message: string;
}

export interface RefusalCount extends SourceName, Refusals {
  /** RFC 3339, by our clock. */
  readonly at: string;
}

/** What arrived from a source since an instant. */
export interface Arrivals {
  /** In the order of arrival. */
  readonly taken: readonly KeptDelivery[];
  readonly refused: readonly Refusals[];
}

export interface InboundWatch {
  /** Where deliveries are sent to; undefined when a listener that runs elsewhere is watched. */
  readonly url: string | undefined;
  /** What arrived since the watch began; `unready` says why deliveries could not be verified. */
  arrivals(): Promise<Arrivals & { readonly unready?: string | undefined }>;
  close(): Promise<void>;
}

export interface InboundPort {
  /** Opens a listener on loopback for this one source, until it is closed. */
  open(name: SourceName): Promise<InboundWatch>;
  /**
   * Opens the inbound listener where senders know it, for this one source, until it is closed; undefined where only
   * `serve` may. Throws `port_taken`.
   */
  listen(name: SourceName): Promise<InboundWatch | undefined>;
  /** Watches what a running `serve --inbound` takes; undefined when none does for the environment. */
  follow(name: SourceName): Promise<InboundWatch | undefined>;
}
