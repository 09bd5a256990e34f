// Owns the sandbox's name server (RFC 1035): the names of its upstreams, told truly or as a fault has it. UDP, loopback.
import { createSocket, type Socket } from 'node:dgram';
import { AUTHORITATIVE_ANSWER, decode, encode, type Packet } from 'dns-packet';
import type { NameEffect } from './fault-proxy/kinds/kind.ts';

export interface NameServer {
  /** `127.0.0.1:40053`. */
  readonly address: string;
  /** Tells of the host from now on; what is returned changes how. */
  add(host: string): (effect: NameEffect | undefined) => void;
  close(): Promise<void>;
}

/** A name below `.test`, which no other name server knows (RFC 6761 §6.2). */
export const sandboxHost = (name: string): string => `${name}.sandbox.test`;

const HERE = '127.0.0.1';
/** Loopback too, and nobody of the sandbox listens there. */
const ASTRAY = '127.0.0.2';
const RCODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3 } as const;

interface Told {
  readonly rcode: keyof typeof RCODES;
  readonly address?: string;
}

const TOLD: Readonly<Record<NameEffect, Told | undefined>> = {
  nxdomain: { rcode: 'NXDOMAIN' },
  servfail: { rcode: 'SERVFAIL' },
  'wrong-address': { rcode: 'NOERROR', address: ASTRAY },
  silence: undefined,
};

const UNKNOWN: Told = { rcode: 'NXDOMAIN' };
const TRUE: Told = { rcode: 'NOERROR', address: HERE };

function replyTo({ id = 0, questions = [] }: Packet, { rcode, address }: Told): Buffer {
  const [question] = questions;
  const answers =
    address !== undefined && question?.type === 'A'
      ? [{ type: 'A' as const, name: question.name, ttl: 0, data: address }]
      : [];
  const flags = AUTHORITATIVE_ANSWER | RCODES[rcode];
  return encode({ type: 'response', id, flags, questions: questions.slice(0, 1), answers });
}

function questionIn(message: Buffer): Packet | undefined {
  try {
    const packet = decode(message);
    return packet.type === 'query' && packet.questions?.length ? packet : undefined;
  } catch {
    return undefined;
  }
}

const bound = (socket: Socket): Promise<number> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject).bind(0, HERE, () => {
      socket.off('error', reject);
      resolve(socket.address().port);
    });
  });

export async function startNameServer(): Promise<NameServer> {
  const known = new Map<string, NameEffect | undefined>();
  const told = (host: string): Told | undefined => {
    if (!known.has(host)) return UNKNOWN;
    const effect = known.get(host);
    return effect === undefined ? TRUE : TOLD[effect];
  };
  const socket = createSocket('udp4');
  socket.on('message', (message, from) => {
    const query = questionIn(message);
    const answer = query && told((query.questions?.[0]?.name ?? '').toLowerCase());
    if (query && answer) socket.send(replyTo(query, answer), from.port, from.address);
  });
  const port = await bound(socket);
  // Whoever asked may be gone: an answer that cannot be delivered is nobody's trouble.
  socket.on('error', () => undefined);
  return {
    address: `${HERE}:${port}`,
    add(host) {
      known.set(host, undefined);
      return (effect) => void known.set(host, effect);
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}
