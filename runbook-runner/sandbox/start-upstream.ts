// Owns how an upstream starts: its certificates, its server, the fault proxy in front, its status page beside it.
import type { LookupFunction } from 'node:net';
import { socketLookup } from '../adapters/named-lookup.ts';
import { namedUrl, type SandboxServer } from '../ports/sandbox.ts';
import { type Authority, certifyClient, certifyServer, type Leaf, makeAuthority } from './certificates.ts';
import { EDGE } from './fault-proxy/client-cert.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy/index.ts';
import { serveHttps } from './https-server.ts';
import { type NameServer, sandboxHost } from './name-server.ts';
import { publicSite } from './public-site.ts';
import { RequestLog } from './request-log.ts';
import type { Opened, Upstream } from './upstream.ts';

/** How a consumer reaches an upstream: by its name, through the fault proxy. */
export interface Access {
  readonly url: string;
  /** Asks the sandbox's name server, which alone knows the name. */
  readonly lookup: LookupFunction;
  /** PEM of the authority that its server's certificate comes from. */
  readonly ca: string;
  readonly clientCertificate?: Leaf;
  /** By name, such as `lumenpay-client-id`. */
  readonly credentials: Readonly<Record<string, string>>;
}

export interface RunningUpstream<What extends Opened = Opened> {
  readonly access: Access;
  /** The upstream itself, behind the fault proxy; for tests. */
  readonly directUrl: string;
  readonly opened: What;
  readonly log: RequestLog;
  readonly proxy: FaultProxy;
  /** Its addresses as they are announced. */
  readonly servers: readonly SandboxServer[];
  close(): Promise<void>;
}

export interface Around {
  readonly seed: number;
  /** Signs for every vendor without an authority of its own. */
  readonly authority: Authority;
  readonly now: number;
  /** Tells consumers where each upstream is. */
  readonly names: NameServer;
}

interface Papers {
  readonly authority: Authority;
  /** What we must show; only a vendor with an authority of its own asks for it. */
  readonly client?: Leaf;
  /** What the fault proxy shows in its turn. */
  readonly edge?: Leaf;
}

async function papersFor(
  { vendor, privateAuthority }: Upstream,
  { authority, now }: Around,
): Promise<Papers> {
  if (privateAuthority === undefined) return { authority };
  const own = await makeAuthority(`${vendor} private CA`, now);
  const [client, edge] = await Promise.all([
    certifyClient(own, privateAuthority.client, now),
    certifyClient(own, EDGE, now),
  ]);
  return { authority: own, client, edge };
}

function accessTo(
  { name, url, lookup }: { readonly name: string } & Pick<Access, 'url' | 'lookup'>,
  { authority, client }: Papers,
  { credentials }: Opened,
): Access {
  const own = { url, lookup, ca: authority.pem };
  if (client === undefined) return { ...own, credentials };
  const shown = { [`${name}-client-certificate`]: client.cert, [`${name}-client-key`]: client.key };
  return { ...own, clientCertificate: client, credentials: { ...credentials, ...shown } };
}

/** Its name, who tells consumers where that leads, and how a fault has it told otherwise. */
function known(name: string, { names }: Around) {
  const host = sandboxHost(name);
  return { host, lookup: socketLookup(names.address), disturbName: names.add(host) };
}

/** Starts the upstream on loopback ports that the system chooses. */
export async function startUpstream<What extends Opened>(
  upstream: Upstream<What>,
  around: Around,
): Promise<RunningUpstream<What>> {
  await using stack = new AsyncDisposableStack();
  const { name, vendor, components } = upstream;
  const log = new RequestLog(name);
  const [papers, opened] = await Promise.all([
    papersFor(upstream, around),
    upstream.open({ seed: around.seed, log }),
  ]);
  stack.defer(() => opened.close?.());
  const { authority, client, edge: identity } = papers;
  const ca = authority.pem;
  const { good: leaf, bad: badLeaf } = await certifyServer(authority, vendor, around.now);
  const server = await serveHttps({ fetch: opened.api.fetch, leaf, clientCa: client && ca });
  stack.defer(() => server.close());
  const { host, lookup, disturbName } = known(name, around);
  const proxy = await startFaultProxy({
    ...{ upstream: server.url, ca, leaf, badLeaf, identity, disturbName },
    disturbDeliveries: opened.disturbDeliveries,
  });
  stack.defer(() => proxy.close());
  const about = publicSite({ name, vendor, components, disturbances: () => proxy.disturbances() });
  const site = await serveHttps({ fetch: about.fetch, leaf });
  stack.defer(() => site.close());
  const held = stack.move();
  const own = authority === around.authority ? {} : { ca };
  const place = { name, url: proxy.url, host };
  return {
    access: accessTo({ name, url: namedUrl(place), lookup }, papers, opened),
    directUrl: server.url,
    ...{ opened, log, proxy },
    servers: [place, { name: `${name}-public`, url: site.url }].map((one) => ({ ...one, ...own })),
    close: () => held.disposeAsync(),
  };
}
