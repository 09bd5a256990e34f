// The listener on Node's HTTP server: raw requests looked at first, slow and idle connections evicted when full.
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { PlaybookError } from '../errors/index.ts';
import type { ListenerPort, Listening, ListenOptions, PlainAnswer, RawRequest } from '../ports/listener.ts';
import { SocketRoom } from './socket-room.ts';

const KEEP_ALIVE_MS = 5_000;
/** Time to read what has arrived before a request is said to be late. */
const UNREAD_MS = 500;
/** Codes of a host that cannot be listened at, from the system and from the look-up of a name. */
const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL', 'ENOTFOUND', 'EAI_AGAIN']);
const REFUSED: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

export const nodeListener: ListenerPort = {
  async listen(options) {
    const room = new SocketRoom(options.maxConnections);
    const first = server(options, room);
    const port = await bind(first, options.host, options.port);
    const servers = [first];
    if (options.alsoHost !== undefined) {
      const second = server(options, room);
      // Someone else on this port of the other address would be taken for us by whoever opens `localhost`.
      const bound = await bind(second, options.alsoHost, port).catch((error: unknown) => {
        if (!(error instanceof PlaybookError) || error.code !== 'port_taken') return undefined;
        first.close();
        throw error;
      });
      if (bound !== undefined) servers.push(second);
    }
    return { port, close: (graceMs) => closeAll(servers, room, graceMs) } satisfies Listening;
  },
};

function rawOf(incoming: IncomingMessage): RawRequest {
  return { method: incoming.method ?? '', target: incoming.url ?? '', rawHeaders: incoming.rawHeaders };
}

function server(options: ListenOptions, room: SocketRoom): Server {
  const fetchListener = getRequestListener(
    (request, env) => options.handle(request, rawOf((env as { incoming: IncomingMessage }).incoming)),
    {
      overrideGlobalObjects: false,
      errorHandler: () => {
        const { status, headers, body } = options.refuse(400);
        return new Response(body, { status, headers });
      },
    },
  );
  const made = createServer({
    headersTimeout: options.headersTimeoutMs,
    requestTimeout: options.requestTimeoutMs,
    connectionsCheckingInterval: 1_000,
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Our own gate answers these, with our own headers.
    requireHostHeader: false,
    joinDuplicateHeaders: false,
  });
  made.on('connection', (socket) => room.enter(socket));
  made.on('request', (incoming, outgoing) => {
    room.busy(incoming.socket, incoming, outgoing);
    const refused = options.admit(rawOf(incoming));
    if (refused) write(outgoing, refused);
    else void fetchListener(incoming, outgoing);
  });
  made.on('checkExpectation', (_, outgoing) => write(outgoing, options.refuse(417)));
  made.on('connect', (_, socket) => {
    // Node hands the connection over without its own listener: whoever then resets it would end the process.
    socket.on('error', () => undefined);
    writeRaw(socket, options.refuse(400));
  });
  made.on('clientError', (error: NodeJS.ErrnoException, duplex) => {
    // Node hands over the connection itself, under the type of its base class.
    const socket = duplex as Socket;
    const refuse = (): void => {
      if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
      room.answered(socket, () => writeRaw(socket, options.refuse(REFUSED[error.code ?? ''] ?? 400)));
    };
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') unlessArrived(room.arrival(socket), refuse);
    else refuse();
  });
  return made;
}

/** After a pause of the runner itself, the rest of a request may wait unread: who sent it in time is not refused. */
function unlessArrived(arrived: () => boolean, refuse: () => void): void {
  setTimeout(() => {
    if (!arrived()) refuse();
  }, UNREAD_MS).unref();
}

function write(outgoing: ServerResponse, answer: PlainAnswer): void {
  outgoing.writeHead(answer.status, { ...answer.headers, connection: 'close' });
  outgoing.end(answer.body);
}

/** For bytes that Node could not read as a request: there is no response object to write with. */
function writeRaw(socket: Duplex, { status, headers, body }: PlainAnswer): void {
  const lines = Object.entries({
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  }).map(([name, value]) => `${name}: ${value}`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}

function bind(made: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    made.once('error', (error: NodeJS.ErrnoException) => {
      const { code = '' } = error;
      if (code === 'EADDRINUSE' || code === 'EACCES') reject(portTaken(host, port, error));
      else reject(NO_ADDRESS.has(code) ? noAddress(host, error) : error);
    });
    made.listen({ host, port, exclusive: true }, () => resolve((made.address() as AddressInfo).port));
  });
}

function portTaken(host: string, port: number, cause: NodeJS.ErrnoException): PlaybookError {
  const why = cause.code === 'EACCES' ? 'may not be opened by this user' : 'is in use by another program';
  return new PlaybookError('port_taken', `Port ${port} on ${host} ${why}.`, {
    hint: 'Stop the other program, or choose another port: --port 4848 or PLAYBOOK_PORT=4848',
    cause,
  });
}

const noAddress = (host: string, cause: unknown) =>
  new PlaybookError('usage', `${host} is no address of this machine that can be listened at.`, {
    hint: 'Name one that it has, such as 127.0.0.1, or 0.0.0.0 for all of them.',
    cause,
  });

async function closeAll(servers: readonly Server[], room: SocketRoom, graceMs: number): Promise<void> {
  const closed = servers.map((one) => new Promise<void>((resolve) => one.close(() => resolve())));
  for (const one of servers) one.closeIdleConnections();
  const timer = setTimeout(() => room.clear(), graceMs);
  await Promise.all(closed);
  clearTimeout(timer);
}
