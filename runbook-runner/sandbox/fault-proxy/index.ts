// Owns the fault proxy: the address in front of an upstream, and what each exchange there meets.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Pool } from 'undici';
import type { ActiveFault, FaultOrder } from '../../ports/sandbox.ts';
import type { Leaf } from '../certificates.ts';
import { Credentials } from './credentials.ts';
import { disturb } from './exchange.ts';
import { FaultSwitch } from './fault-switch.ts';
import { type Ending, forward } from './forward.ts';
import { startFront } from './front.ts';
import type {
  Asked,
  BadCertificate,
  ConnectionEffect,
  DeliveryEffect,
  Effect,
  NameEffect,
  Standing,
} from './kinds/kind.ts';

export interface FaultProxy {
  readonly url: string;
  /** The faults that are on. */
  active(): readonly ActiveFault[];
  /** The same with what a vendor would say of each. */
  disturbances(): readonly (ActiveFault & { readonly standing: Standing })[];
  inject(order: FaultOrder): Promise<ActiveFault>;
  /** Ends the fault, or every one; answers those that were on. */
  clear(fault?: string): Promise<readonly ActiveFault[]>;
  close(): Promise<void>;
}

interface Options {
  readonly upstream: string;
  readonly ca: string;
  readonly leaf: Leaf;
  /** A certificate in the same name that clients must refuse. */
  readonly badLeaf: (which: BadCertificate) => Promise<Leaf>;
  /**
   * What the proxy shows an upstream that asks for a client certificate. The proxy then asks its own clients for one of
   * the same authority, and passes it on in Client-Cert (RFC 9440).
   */
  readonly identity?: Leaf | undefined;
  /** Lets the name server say so of this server from now on, undefined where it really is. */
  readonly disturbName: (effect: NameEffect | undefined) => void;
  /** Sends webhooks so from now on, undefined as they should be; absent for an upstream that sends none. */
  readonly disturbDeliveries?: ((effect: DeliveryEffect | undefined) => void) | undefined;
}

const concerns = (effect: Effect, asked: Asked): boolean =>
  (effect.exchange ?? effect.answer) !== undefined && (effect.concerns?.(asked) ?? true);

/** What becomes of connections now. */
const connectionOf = (faults: FaultSwitch): ConnectionEffect =>
  faults.on.find(({ effect }) => effect.connection)?.effect.connection ?? {};

/** An exchange goes straight to the upstream unless a fault concerns it. */
function handler(pool: Pool, faults: FaultSwitch, credentials: Credentials) {
  return (request: IncomingMessage, response: ServerResponse): Promise<Ending> => {
    if (faults.undisturbed) {
      credentials.remember(request.headers);
      return forward(pool, request, response);
    }
    const { method = 'GET', url: target = '/', headers } = request;
    const asked = { method, target, headers };
    const hit = faults.on.filter(({ effect }) => concerns(effect, asked));
    return hit.length === 0
      ? forward(pool, request, response)
      : disturb({ pool, request, response }, asked, hit);
  };
}

export async function startFaultProxy(options: Options): Promise<FaultProxy> {
  const { upstream, ca, leaf, badLeaf, identity, disturbName, disturbDeliveries } = options;
  const pool = new Pool(upstream, { connect: { ca, ...identity }, keepAliveTimeout: 30_000 });
  const credentials = new Credentials();
  const faults = new FaultSwitch({
    credentials,
    layers: [
      'name',
      'connection',
      'exchange',
      'answer',
      ...(disturbDeliveries ? (['deliveries'] as const) : []),
    ],
    async changed(changed: Effect) {
      if (changed.deliveries)
        disturbDeliveries?.(faults.on.find(({ effect }) => effect.deliveries)?.effect.deliveries);
      if (changed.name) disturbName(faults.on.find(({ effect }) => effect.name)?.effect.name);
      if (!changed.connection && !changed.name) return;
      const { certificate, silent = false } = connectionOf(faults);
      await front.present({ leaf: certificate === undefined ? leaf : await badLeaf(certificate), silent });
    },
  });
  const front = await startFront(leaf, handler(pool, faults, credentials), identity && ca);
  return {
    url: front.url,
    active: () => faults.listed,
    disturbances: () => faults.on.map(({ shown, kind }) => ({ ...shown, standing: kind.standing })),
    inject: (order) => faults.inject(order),
    clear: (fault) => faults.clear(fault),
    async close() {
      faults.stop();
      await front.close();
      await pool.destroy();
    },
  };
}
