// Owns what makes an upstream of the sandbox: its names, what opens it, and the API that it answers with.
import type { HttpBindings } from '@hono/node-server';
import type { Hono } from 'hono';
import type { DeliveryEffect } from './fault-proxy/kinds/kind.ts';
import type { RequestLog } from './request-log.ts';

/** An API of the sandbox; it sees the socket that a request came by. */
export type Api = Hono<{ Bindings: HttpBindings }>;

export interface Opening {
  /** Of the test data. */
  readonly seed: number;
  readonly log: RequestLog;
}

export interface Opened {
  readonly api: Api;
  /** What opens it, by name. */
  readonly credentials: Readonly<Record<string, string>>;
  /** Sends webhooks so from now on, undefined as they should be; absent where none are sent. */
  disturbDeliveries?(effect: DeliveryEffect | undefined): void;
  /** Ends what runs beside its server. */
  close?(): void;
}

export interface Upstream<What extends Opened = Opened> {
  /** Of its server, of its contract, and what a fault is aimed at. */
  readonly name: string;
  readonly vendor: string;
  /** What its status page tells of, the API first: only the first meets faults. */
  readonly components: readonly string[];
  /** An authority of the vendor's own. It issues the client certificate that a caller must show, to this name. */
  readonly privateAuthority?: { readonly client: string };
  open(opening: Opening): What | Promise<What>;
}
