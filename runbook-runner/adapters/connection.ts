// Opens one connection: name, address check, TCP, TLS; and measures each phase apart.
import { connect, isIP, type Socket } from 'node:net';
import type { SecureContext, TLSSocket } from 'node:tls';
import type { ClientCertificate } from '../ports/tls.ts';
import { type DestinationRules, refuseBlocked } from './destination.ts';
import { firstOf } from './first-address.ts';
import { systemLookup } from './system-lookup.ts';
import type { Phase } from './transport-problem.ts';

export interface Timing {
  proxyMs?: number;
  dnsMs?: number;
  tcpMs?: number;
  tlsMs?: number;
}

export interface Address {
  readonly address: string;
  readonly family: number;
}

/** Every address of a name; nobody waits for it after the signal. */
export type Lookup = (host: string, signal?: AbortSignal) => Promise<readonly Address[]>;

/** Opens a way to the host and port of an order, over which nothing has been said yet. */
export type Dial = (order: ConnectionOrder) => Promise<Socket>;

export interface ConnectionOrder {
  readonly host: string;
  readonly port: number;
  readonly rules: DestinationRules;
  readonly tls?: {
    readonly servername: string;
    readonly ca: readonly string[];
    /** False only to look at a certificate that would be refused; nothing may then be sent. */
    readonly verify: boolean;
    /** What is presented when the server asks for a client certificate, PEM. */
    readonly client?: ClientCertificate | undefined;
    /** Handed the socket before the handshake; an OCSP staple is then asked for. */
    readonly watch?: (socket: TLSSocket) => void;
  };
  readonly signal: AbortSignal;
  readonly onPhase: (phase: Phase) => void;
  readonly timing: Timing;
  /** Opens the way to host and port; directly unless said otherwise. */
  readonly dial?: Dial | undefined;
  /** Who is asked for the addresses of the host; the system unless said otherwise. */
  readonly lookup?: Lookup | undefined;
}

async function resolve(order: ConnectionOrder): Promise<readonly Address[]> {
  const family = isIP(order.host);
  if (family !== 0) return [{ address: order.host, family }];
  order.onPhase('dns');
  const started = performance.now();
  const { host, signal, lookup = systemLookup } = order;
  const addresses = await Promise.race([lookup(host, signal), aborted(signal)]);
  order.timing.dnsMs = performance.now() - started;
  return addresses;
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** Resolves at `event`; on an error or an abort the socket is destroyed. */
function settled(socket: Socket, event: 'connect' | 'secureConnect', signal: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const onAbort = () =>
      socket.destroy(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    const onClose = () =>
      fail(Object.assign(new Error('The connection was closed.'), { code: 'ECONNRESET' }));
    const onError = (error: Error) => {
      signal.removeEventListener('abort', onAbort);
      fail(error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.once('error', onError);
    socket.once('close', onClose);
    socket.once(event, () => {
      signal.removeEventListener('abort', onAbort);
      socket.off('error', onError);
      socket.off('close', onClose);
      // Until its next owner listens, an error is kept in `errored`; nobody hearing it would end the process.
      socket.on('error', () => undefined);
      done();
    });
    if (signal.aborted) onAbort();
  });
}

/** The addresses that were checked are the ones that are connected to. */
async function openTcp(order: ConnectionOrder, addresses: readonly Address[]): Promise<Socket> {
  const { port, timing } = order;
  order.onPhase('tcp');
  const started = performance.now();
  const open = async ({ address }: Address, signal: AbortSignal): Promise<Socket> => {
    const socket = connect({ host: address, port, noDelay: true });
    await settled(socket, 'connect', signal);
    return socket;
  };
  const [only, ...more] = addresses;
  if (!only) throw Object.assign(new Error('The name has no address.'), { code: 'ENODATA' });
  const socket =
    more.length === 0 ? await open(only, order.signal) : await firstOf(addresses, open, order.signal);
  timing.tcpMs = performance.now() - started;
  return socket;
}

const contexts = new Map<string, SecureContext>();

/**
 * Trust: the system's authorities and the given ones; for the sandbox its own alone. Made once, since it is slow;
 * with a client certificate each time, so that no private key is kept. Throws for a certificate that is none.
 */
function secureContext(
  tls: typeof import('node:tls'),
  { ca, client }: NonNullable<ConnectionOrder['tls']>,
  loopback: boolean,
): SecureContext | undefined {
  const trust =
    ca.length === 0 ? {} : { ca: loopback ? [...ca] : [...tls.getCACertificates('default'), ...ca] };
  if (client) return tls.createSecureContext({ ...trust, cert: client.cert, key: client.key });
  if (ca.length === 0) return undefined;
  const key = `${loopback} ${ca.join('\n')}`;
  const known = contexts.get(key);
  if (known) return known;
  const made = tls.createSecureContext(trust);
  contexts.set(key, made);
  return made;
}

async function openTls(order: ConnectionOrder, tcp: Socket, secure: NonNullable<ConnectionOrder['tls']>) {
  order.onPhase('tls');
  const tls = await import('node:tls');
  const started = performance.now();
  const context = secureContext(tls, secure, order.rules.loopback);
  const socket: TLSSocket = tls.connect({
    socket: tcp,
    host: secure.servername,
    ...(isIP(secure.servername) === 0 ? { servername: secure.servername } : {}),
    ...(context ? { secureContext: context } : {}),
    rejectUnauthorized: secure.verify,
    ALPNProtocols: ['http/1.1'],
    requestOCSP: secure.watch !== undefined,
  });
  secure.watch?.(socket);
  await settled(socket, 'secureConnect', order.signal);
  order.timing.tlsMs = performance.now() - started;
  return socket;
}

/** Every address of the host. Throws a blocked destination when one of them must not be reached. */
export async function resolveChecked(order: ConnectionOrder): Promise<readonly Address[]> {
  const addresses = await resolve(order);
  const plain = addresses.map(({ address }) => address);
  refuseBlocked(order.host, plain, order.rules);
  return addresses;
}

export const dialDirectly: Dial = async (order) => openTcp(order, await resolveChecked(order));

const opened = (order: ConnectionOrder) => (order.dial ?? dialDirectly)(order);

/** Rejects with the socket's error, with a blocked destination, or with the signal's reason. */
export async function openConnection(order: ConnectionOrder): Promise<Socket> {
  const tcp = await opened(order);
  return order.tls ? openTls(order, tcp, order.tls) : tcp;
}

type SecuredOrder = ConnectionOrder & { readonly tls: NonNullable<ConnectionOrder['tls']> };

/** A secured connection whose certificate may be looked at. */
export async function openSecured(order: SecuredOrder): Promise<TLSSocket> {
  return openTls(order, await opened(order), order.tls);
}
