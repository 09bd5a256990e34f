// A way through a proxy: the target is checked from here first, then the proxy is asked to CONNECT (RFC 9110 §9.3.6).
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import type { HttpProxy } from '../ports/passage.ts';
import {
  type ConnectionOrder,
  type Dial,
  dialDirectly,
  openConnection,
  resolveChecked,
} from './connection.ts';
import { BlockedDestination } from './destination.ts';
import { goesDirect } from './proxy-exceptions.ts';
import { ProxyFailure } from './proxy-failure.ts';

const OURS = 'This says nothing of the upstream.';
/** Where only the proxy resolves names, the name server from here may be silent instead of knowing none. */
const LOOKUP_MS = 1_000;

/**
 * Refuses what must never be reached, before the proxy hears of it. A name that nobody here knows is left to the
 * proxy, as it must be in networks that resolve nothing themselves.
 */
async function refuseTarget(order: ConnectionOrder): Promise<void> {
  const signal = AbortSignal.any([order.signal, AbortSignal.timeout(LOOKUP_MS)]);
  try {
    await resolveChecked({ ...order, signal, timing: {}, onPhase: () => undefined });
  } catch (error) {
    if (error instanceof BlockedDestination || order.signal.aborted) throw error;
  }
}

/** A connection to the proxy itself, whose address is held to what was declared of it. */
async function reach(proxy: HttpProxy, order: ConnectionOrder): Promise<Socket> {
  const url = new URL(proxy.url);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const secure = url.protocol === 'https:';
  try {
    return await openConnection({
      host,
      port: Number(url.port || (secure ? 443 : 80)),
      rules: { loopback: proxy.loopback, privateNetwork: proxy.privateNetwork },
      ...(secure ? { tls: { servername: host, ca: order.tls?.ca ?? [], verify: true } } : {}),
      signal: order.signal,
      onPhase: () => undefined,
      timing: {},
    });
  } catch (error) {
    if (error instanceof BlockedDestination || order.signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new ProxyFailure(
      `The proxy ${url.host} cannot be reached: ${why}.`,
      `Check its address, and that it runs. ${OURS}`,
    );
  }
}

function refused(status: number, proxy: HttpProxy, target: string): ProxyFailure {
  const name = new URL(proxy.url).host;
  if (status === 407) {
    return proxy.authorization === undefined
      ? new ProxyFailure(`The proxy ${name} demands a login (407).`, 'Declare `login` of `proxy`.')
      : new ProxyFailure(`The proxy ${name} refused our login (407).`, `Set its credentials again. ${OURS}`);
  }
  const message = `The proxy ${name} opened no connection to ${target}: it answered ${status}.`;
  if (status >= 500) {
    const hint =
      'Whether the proxy or the upstream is down cannot be told from here; try from another network.';
    return new ProxyFailure(message, hint);
  }
  return new ProxyFailure(message, `Ask who runs the proxy to let ${target} through. ${OURS}`);
}

function connect(
  socket: Socket,
  target: string,
  proxy: HttpProxy,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((done, fail) => {
    const request = httpRequest({
      ...{ method: 'CONNECT', path: target, signal },
      headers: {
        host: target,
        ...(proxy.authorization === undefined ? {} : { 'proxy-authorization': proxy.authorization }),
      },
      // Without an agent: one would open a connection of its own.
      createConnection: () => socket,
    });
    // Node hands over every answer to CONNECT in this way, whatever its status.
    request.once('connect', (response, _socket, head) => {
      if (head.length > 0) socket.unshift(head);
      done(response);
    });
    request.once('error', fail);
    request.end();
  });
}

async function tunnel(proxy: HttpProxy, order: ConnectionOrder): Promise<Socket> {
  const socket = await reach(proxy, order);
  const target = `${isIPv6(order.host) ? `[${order.host}]` : order.host}:${order.port}`;
  let response: IncomingMessage;
  try {
    response = await connect(socket, target, proxy, order.signal);
  } catch (error) {
    socket.destroy();
    if (order.signal.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const message = `The proxy ${new URL(proxy.url).host} gave no answer to CONNECT: ${why}.`;
    throw new ProxyFailure(message, `Check that it is an HTTP proxy. ${OURS}`);
  }
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return socket;
  socket.destroy();
  throw refused(status, proxy, target);
}

/** Opens connections through `proxy`, but those to the hosts that it excepts. */
export function through(proxy: HttpProxy): Dial {
  return async (order) => {
    if (goesDirect(order.host, order.port, proxy.except)) return dialDirectly(order);
    order.onPhase('proxy');
    const started = performance.now();
    await refuseTarget(order);
    const socket = await tunnel(proxy, order);
    order.timing.proxyMs = performance.now() - started;
    return socket;
  };
}
