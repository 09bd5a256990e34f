// Where a check sees webhooks arrive: a listener of its own, or that of a running `serve --inbound`.
import type { StateFolder } from '../adapters/state-folder.ts';
import type { Runner } from '../core/runner.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InboundPort, InboundWatch, SourceName } from '../ports/inbound.ts';
import type { SharedInbound } from './shared-inbound.ts';

interface Parts {
  readonly clock: ClockPort;
  readonly folder: StateFolder;
  /** Asked for by the first delivery. */
  readonly runner: () => Pick<Runner, 'receive' | 'arrivals'>;
  /** Port at which a check may open the inbound listener for itself; none in a process that serves. */
  readonly port?: number | undefined;
}

export function inboundOf(parts: Parts): InboundPort {
  const { port } = parts;
  // An environment has a listener of its own: its secrets verify what comes.
  const shared = new Map<string, Promise<SharedInbound>>();
  const sharedIn = (environment: string, at: number): Promise<SharedInbound> => {
    const listener = shared.get(environment) ?? listenerIn(parts, environment, at);
    shared.set(environment, listener);
    return listener;
  };
  return {
    open: async (name) => join(parts, name, await listenerIn(parts, name.environment, 0)),
    listen: async (name) =>
      port === undefined ? undefined : join(parts, name, await sharedIn(name.environment, port)),
    follow: (name) => follow(parts, name),
  };
}

async function listenerIn({ clock, runner }: Parts, environment: string, port: number) {
  const [{ startInbound }, { nodeListener }, { SharedInbound }] = await Promise.all([
    import('../http/inbound.ts'),
    import('../adapters/http-server.ts'),
    import('./shared-inbound.ts'),
  ]);
  return new SharedInbound({
    receive: (arrival) => runner().receive(arrival),
    start: (receive) =>
      startInbound({
        ...{ listener: nodeListener, clock, host: '127.0.0.1', port, environment, receive },
        // The checks themselves tell what was refused.
        report: () => undefined,
      }),
  });
}

async function join(
  { clock, runner }: Parts,
  name: SourceName,
  listener: SharedInbound,
): Promise<InboundWatch> {
  const { OwnDeliveries } = await import('../adapters/delivery-watch.ts');
  const deliveries = new OwnDeliveries(name);
  const since = clock.now().toISOString();
  const { url, close } = await listener.join(deliveries);
  return {
    url: `${url}/in/${name.integration}/${name.source}`,
    arrivals: () => deliveries.arrivals(runner().arrivals, since),
    close,
  };
}

async function follow({ clock, folder, runner }: Parts, name: SourceName): Promise<InboundWatch | undefined> {
  const [{ readServeFile }, { followDeliveries }] = await Promise.all([
    import('../adapters/serve-lock.ts'),
    import('../adapters/delivery-watch.ts'),
  ]);
  const environment = readServeFile(folder)?.inboundEnvironment;
  if (environment !== name.environment) return undefined;
  return followDeliveries(name, clock.now().toISOString(), runner().arrivals);
}
