// Owns the fault proxy: the address in front of an upstream, and what each exchange there meets.
import { Pool } from 'undici';
import type { ActiveFault, FaultOrder } from '../../ports/sandbox.ts';
import type { Leaf } from '../certificates.ts';
import { applies } from './fault-options.ts';
import { FaultSwitch } from './fault-switch.ts';
import { forward } from './forward.ts';
import { startFront } from './front.ts';
import { startHttpFaults } from './http-faults.ts';

export interface FaultProxy {
  readonly url: string;
  /** The fault that is on, if any. */
  active(): ActiveFault | undefined;
  /** The same with its kind: what a vendor would know of it. */
  disturbance(): (ActiveFault & { readonly kind: string }) | undefined;
  inject(order: FaultOrder): Promise<ActiveFault>;
  /** Ends the fault; answers the one that was on. */
  clear(): Promise<ActiveFault | undefined>;
  close(): Promise<void>;
}

interface Options {
  readonly upstream: string;
  readonly ca: string;
  readonly leaf: Leaf;
  readonly expired: Leaf;
}

/** An exchange goes straight to the upstream unless a fault applies to it: only then mockttp is in its way. */
export async function startFaultProxy({ upstream, ca, leaf, expired }: Options): Promise<FaultProxy> {
  const direct = new Pool(upstream, { connect: { ca }, keepAliveTimeout: 30_000 });
  const httpFaults = await startHttpFaults(upstream, ca);
  const disturbed = new Pool(httpFaults.url);
  const front = await startFront(leaf, (request, response) => {
    const { fault } = faults;
    const hit = fault && fault.kind !== 'expired-certificate' && applies(fault, request.url ?? '/');
    return forward(hit ? disturbed : direct, request, response);
  });
  const faults = new FaultSwitch({
    begin: (fault) => (fault.kind === 'expired-certificate' ? front.present(expired) : httpFaults.set(fault)),
    end: async (fault) => (fault.kind === 'expired-certificate' ? front.present(leaf) : httpFaults.unset()),
  });
  return {
    url: front.url,
    active: () => faults.shown,
    disturbance: () => faults.shown && faults.fault && { ...faults.shown, kind: faults.fault.kind },
    inject: (order) => faults.inject(order),
    clear: () => faults.clear(),
    async close() {
      faults.stop();
      await front.close();
      await Promise.all([direct.destroy(), disturbed.destroy(), httpFaults.close()]);
    },
  };
}
