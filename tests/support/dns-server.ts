// A name server on loopback, UDP and TCP on one port, that answers from a zone or misbehaves as it is told.
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import {
  type Answer,
  decode,
  encode,
  type Packet,
  RECURSION_AVAILABLE,
  streamEncode,
  TRUNCATED_RESPONSE,
} from 'dns-packet';

export const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

export interface Reply {
  readonly rcode?: keyof typeof RCODES;
  readonly answers?: readonly Answer[];
  readonly authorities?: readonly Answer[];
  /** Whether it asks other servers for us; a server of one zone alone does not. */
  readonly recursive?: boolean;
  readonly cut?: boolean;
}

export interface DnsServer {
  readonly port: number;
  /** `127.0.0.1:port`. */
  readonly address: string;
  /** Questions so far, each `udp A name` or `tcp A name`. */
  readonly asked: string[];
  close(): Promise<void>;
}

interface Behavior {
  /** What is answered; undefined: nothing ever. */
  readonly answer: (name: string, type: string) => Reply | undefined;
  /** Sends raw packets instead of, or before, the answer by UDP. */
  readonly udp?: (query: Packet, send: (message: Buffer) => void) => 'answered' | 'go on';
  /** Told of the port that a question came from. */
  readonly onQuery?: (port: number) => void;
  /** Takes a TCP connection that has asked. */
  readonly tcp?: (socket: Socket, reply: Buffer) => void;
}

const AA = 1 << 10;

export function replyTo(query: Packet, reply: Reply): Packet {
  const { rcode = 'NOERROR', answers = [], authorities = [], recursive = true, cut = false } = reply;
  const flags = AA | RCODES[rcode] | (recursive ? RECURSION_AVAILABLE : 0) | (cut ? TRUNCATED_RESPONSE : 0);
  const { id = 0, questions = [] } = query;
  return { type: 'response', id, flags, questions, answers: [...answers], authorities: [...authorities] };
}

/** The answer of a server that has more to say than fits: empty, and marked as cut. */
export const cut = (query: Packet): Buffer => encode(replyTo(query, { cut: true }));

function listenUdp(behavior: Behavior, asked: string[]): Promise<UdpSocket> {
  const socket = createSocket('udp4');
  socket.on('message', (message, from: RemoteInfo) => {
    const query = decode(message);
    const [question] = query.questions ?? [];
    if (!question) return;
    asked.push(`udp ${question.type} ${question.name}`);
    behavior.onQuery?.(from.port);
    const send = (bytes: Buffer) => socket.send(bytes, from.port, from.address);
    if (behavior.udp?.(query, send) === 'answered') return;
    const reply = behavior.answer(question.name, question.type);
    if (reply) send(encode(replyTo(query, reply)));
  });
  return new Promise((done) => socket.bind(0, '127.0.0.1', () => done(socket)));
}

/** Whether the TCP server could have the port; somebody else's connection may stand on it. */
function listenTcp(server: Server, port: number): Promise<boolean> {
  return new Promise((done) => {
    const taken = () => done(false);
    server.once('error', taken).listen(port, '127.0.0.1', () => {
      server.off('error', taken);
      done(true);
    });
  });
}

export async function serveDns(behavior: Behavior): Promise<DnsServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.once('data', (bytes: Buffer) => {
      const query = decode(bytes.subarray(2));
      const [question] = query.questions ?? [];
      if (!question) return;
      asked.push(`tcp ${question.type} ${question.name}`);
      const reply = behavior.answer(question.name, question.type);
      if (!reply) return;
      const message = streamEncode(replyTo(query, reply));
      if (behavior.tcp) behavior.tcp(socket, message);
      else socket.end(message);
    });
  });
  let udp = await listenUdp(behavior, asked);
  for (let left = 20; !(await listenTcp(tcp, udp.address().port)); left -= 1) {
    if (left === 0) throw new Error('No port is free for both UDP and TCP.');
    udp.close();
    udp = await listenUdp(behavior, asked);
  }
  const { port } = udp.address();
  return {
    ...{ port: (tcp.address() as AddressInfo).port, address: `127.0.0.1:${port}`, asked },
    close: () =>
      new Promise((done) => {
        udp.close();
        for (const socket of sockets) socket.destroy();
        tcp.close(() => done());
      }),
  };
}

/** Answers by name and type from a list of records; aliases are followed as a resolver does. */
export function zone(records: readonly Answer[], unknown: Reply = { rcode: 'NXDOMAIN' }): Behavior['answer'] {
  return (name, type) => {
    const found: Answer[] = [];
    for (let at = name.toLowerCase(), hops = 0; hops < 8; hops += 1) {
      found.push(...records.filter((one) => one.name === at && one.type === type));
      const alias = records.find((one) => one.name === at && one.type === 'CNAME');
      if (alias?.type !== 'CNAME' || type === 'CNAME') break;
      found.push(alias);
      at = alias.data;
    }
    if (found.length > 0) return { answers: found };
    return records.some((one) => one.name === name) ? {} : unknown;
  };
}

/** `{ A: …, issuers: … }` as a check writes it, so that a row of a table stays short. */
export function expectation(short: object): object {
  const types = Object.entries(short).filter(([name]) => /^[A-Z]+$/.test(name));
  const rest = Object.entries(short).filter(([name]) => !/^[A-Z]+$/.test(name));
  return { ...Object.fromEntries(rest), records: types.map(([type, one]) => ({ type, ...one })) };
}
