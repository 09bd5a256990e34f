// Where a check sees webhooks arrive: a listener of its own, or that of a running `serve --inbound`.
import type { StateFolder } from '../adapters/state-folder.ts';
import type { Runner } from '../core/runner.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { InboundPort, InboundWatch, SourceName } from '../ports/inbound.ts';

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
  return {
    open: (name) => open(parts, name, 0),
    listen: async (name) => (port === undefined ? undefined : open(parts, name, port)),
    follow: (name) => follow(parts, name),
  };
}

async function open({ clock, runner }: Parts, name: SourceName, port: number): Promise<InboundWatch> {
  const [{ startInbound }, { nodeListener }, { OwnDeliveries }] = await Promise.all([
    import('../http/inbound.ts'),
    import('../adapters/http-server.ts'),
    import('../adapters/delivery-watch.ts'),
  ]);
  const since = clock.now().toISOString();
  const deliveries = new OwnDeliveries(name, runner().receive);
  const server = await startInbound({
    ...{ listener: nodeListener, clock, host: '127.0.0.1', port, environment: name.environment },
    receive: (arrival) => deliveries.take(arrival),
    // The check itself tells what was refused.
    report: () => undefined,
  });
  return {
    url: `${server.url}/in/${name.integration}/${name.source}`,
    arrivals: () => deliveries.arrivals(runner().arrivals, since),
    close: () => server.close(),
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
