// Owns the fault proxy: the address in front of an upstream, the one fault that may be on there, and its end.
import { isDeepStrictEqual } from 'node:util';
import { Pool } from 'undici';
import { PlaybookError } from '../../errors/index.ts';
import type { ActiveFault, FaultOrder } from '../../ports/sandbox.ts';
import type { Leaf } from '../certificates.ts';
import { applies, type FaultOptions, parseFault } from './fault-options.ts';
import { forward } from './forward.ts';
import { startFront } from './front.ts';
import { startHttpFaults } from './http-faults.ts';

export interface FaultProxy {
  readonly url: string;
  /** The fault that is on, if any. */
  active(): ActiveFault | undefined;
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

interface On {
  readonly order: FaultOrder;
  readonly fault: FaultOptions;
  readonly shown: ActiveFault;
  readonly timer: NodeJS.Timeout;
}

/** The longest delay that a timer takes; about 24 days. */
const MAX_TIMER_MS = 2_147_483_647;

function refusal(on: On, order: FaultOrder): PlaybookError {
  const message = `"${order.id}" was not injected: "${on.order.id}" is active on ${on.order.target} until ${on.shown.endsAt}.`;
  return new PlaybookError('fault_active', message, {
    hint: 'One fault a server at a time. End it with `playbook sandbox clear`.',
    data: { active: on.shown },
  });
}

export async function startFaultProxy(options: Options): Promise<FaultProxy> {
  let on: On | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const direct = new Pool(options.upstream, { connect: { ca: options.ca }, keepAliveTimeout: 30_000 });
  const httpFaults = await startHttpFaults(options.upstream, options.ca);
  const disturbed = new Pool(httpFaults.url);
  const front = await startFront(options.leaf, (request, response) => {
    const fault = on?.fault;
    const hit = fault && fault.kind !== 'expired-certificate' && applies(fault, request.url ?? '/');
    return forward(hit ? disturbed : direct, request, response);
  });

  /** One switch after another, so that an injection and an end never interleave. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };
  const end = async (ended: On | undefined): Promise<ActiveFault | undefined> => {
    if (ended === undefined || on !== ended) return undefined;
    on = undefined;
    clearTimeout(ended.timer);
    if (ended.fault.kind === 'expired-certificate') await front.present(options.leaf);
    else httpFaults.unset();
    return ended.shown;
  };
  const begin = async (order: FaultOrder): Promise<ActiveFault> => {
    const fault = parseFault(order);
    if (on && isDeepStrictEqual(on.order, order)) return on.shown;
    if (on) throw refusal(on, order);
    if (fault.kind === 'expired-certificate') await front.present(options.expired);
    else await httpFaults.set(fault);
    const startedAt = Date.now();
    const shown = {
      fault: order.id,
      title: order.title,
      startedAt: new Date(startedAt).toISOString(),
      endsAt: new Date(startedAt + order.durationMs).toISOString(),
    };
    const delayMs = Math.min(order.durationMs, MAX_TIMER_MS);
    const timer = setTimeout(() => void inTurn(() => end(started)), delayMs).unref();
    const started: On = { order, fault, shown, timer };
    on = started;
    return shown;
  };

  return {
    url: front.url,
    active: () => on?.shown,
    inject: (order) => inTurn(() => begin(order)),
    clear: () => inTurn(() => end(on)),
    async close() {
      clearTimeout(on?.timer);
      await front.close();
      await Promise.all([direct.destroy(), disturbed.destroy(), httpFaults.close()]);
    },
  };
}
