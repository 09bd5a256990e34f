// The contract of a fault kind: a way to disturb the sandbox's traffic. One file a kind, one line in the registry.
// A kind decides and never acts: what it returns is done by the proxy, so that it needs neither socket nor clock.
import type { IncomingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { Disturbed } from '../../../ports/sandbox.ts';

/** Names and values in turn, as they came over the wire. */
export type FieldList = readonly string[];

/** A request as it arrived, before anything was done with it. */
export interface Asked {
  readonly method: string;
  /** With its query: `/v1/charges?limit=2`. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
}

/** An answer on its way to the client. */
export interface Answer {
  readonly status: number;
  readonly headers: FieldList;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What becomes of a request: it goes on, is answered here, is cut off by a reset, or is never answered. */
export type Meeting =
  | { readonly do: 'pass'; readonly target?: string }
  | { readonly do: 'answer'; readonly answer: Answer }
  | { readonly do: 'reset' }
  | { readonly do: 'hang' };

/** Certificates that a client must refuse, each for one reason. */
export const BAD_CERTIFICATES = ['expired', 'wrong-host', 'self-signed', 'incomplete-chain'] as const;
export type BadCertificate = (typeof BAD_CERTIFICATES)[number];

/** What the name server says of a server's name instead of its address. */
export const NAME_EFFECTS = ['nxdomain', 'servfail', 'silence', 'wrong-address'] as const;
export type NameEffect = (typeof NAME_EFFECTS)[number];

export interface ConnectionEffect {
  /** Presented instead of the right one. */
  readonly certificate?: BadCertificate;
  /** Connections are accepted, and nothing is ever said. */
  readonly silent?: boolean;
}

/** An event on its way to one receiver; its id stays the same however often it is sent. */
export interface Message {
  readonly id: string;
  readonly url: string;
  readonly body: string;
}

export interface Signed extends Message {
  readonly headers: Readonly<Record<string, string>>;
}

/** What a server can do with a webhook that waits. */
export interface Way {
  /** Signs for an attempt that is made now. */
  readonly sign: (message: Message) => Signed;
  /** The status of the answer; 0 when there was none. */
  readonly post: (signed: Signed) => Promise<number>;
  /** Rejects when the server ends. */
  readonly pause: (ms: number) => Promise<void>;
}

export interface DeliveryEffect {
  /** Takes the message that goes next out of those that wait: one at least, the oldest first. */
  readonly take?: (waiting: Message[], way: Way) => Promise<Message | undefined>;
  /** Makes one attempt; resolves to the status that decides whether a further one is made. */
  readonly send?: (message: Message, way: Way) => Promise<number>;
}

/** What a fault does while it is on, by the layer that it does it to: no two faults on a server share a layer. */
export interface Effect {
  /** Asked once an exchange, in the order in which they arrive; every exchange is concerned when left out. */
  readonly concerns?: (asked: Asked) => boolean;
  /** The server's name; connections that were open are dropped when such a fault begins or ends. */
  readonly name?: NameEffect;
  /** New connections; those that were open are dropped when such a fault begins or ends. */
  readonly connection?: ConnectionEffect;
  /** Requests, before the upstream sees them. */
  readonly exchange?: (asked: Asked) => Meeting | Promise<Meeting>;
  /** Answers, whoever gave them. Throwing `Cut` in the body breaks the connection off. */
  readonly answer?: (answer: Answer, asked: Asked) => Answer | Promise<Answer>;
  /** Webhooks that the server sends; refused for one that sends none. */
  readonly deliveries?: DeliveryEffect;
  /** A merge patch (RFC 7396) that is laid over the configuration; refused for a server that is no consumer. */
  readonly configuration?: Readonly<Record<string, unknown>>;
}

export const LAYERS = ['name', 'connection', 'exchange', 'answer', 'deliveries', 'configuration'] as const;
export type Layer = (typeof LAYERS)[number];

/** The time of one injection. */
export interface Stage {
  /** Milliseconds since the fault began. */
  elapsedMs(): number;
  /** Waits, but not beyond the fault's end. */
  wait(ms: number): Promise<void>;
  /** Milliseconds since the epoch. */
  nowMs(): number;
  /** Whether a credential was presented to this server before the fault began. */
  wasInUse(credential: string): boolean;
}

/** What the vendor's own status page says while such a fault is on. */
export type Standing = 'operational' | 'degraded_performance' | 'partial_outage' | 'major_outage';

export interface FaultKind<Options = unknown> {
  readonly kind: string;
  readonly title: string;
  readonly summary: string;
  /** Of the fields that this kind adds to those of every fault. */
  readonly schema: z.ZodType<Options>;
  /** A whole definition in YAML. */
  readonly example: string;
  readonly standing: Standing;
  /** What of its target it disturbs; the traffic when left out. */
  readonly disturbs?: Disturbed;
  /** What clients meet, in a sentence. */
  describe(options: Options): string;
  begin(options: Options, stage: Stage): Effect;
}
