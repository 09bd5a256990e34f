// One question over UDP, and over TCP when the answer was cut; packets that answer something else are not believed.
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { DnsRecordSet, RecordType, Resolver } from '../ports/dns.ts';
import { openConnection } from './connection.ts';
import type { DestinationRules } from './destination.ts';
import { answerIn, datagramOf, type Question, recordSet, streamOf } from './dns-message.ts';

export interface Order {
  readonly name: string;
  readonly type: RecordType;
  readonly resolver: Resolver;
  readonly rules: DestinationRules;
  readonly signal: AbortSignal;
  /** Told of each packet that was no answer to the question. */
  readonly onRejected: () => void;
}

type Answer = NonNullable<ReturnType<typeof answerIn>>;

/** A packet may be lost either way: the question is sent again. */
const AGAIN_MS = 1_000;

function askByUdp(order: Order, question: Question): Promise<Answer> {
  const { resolver, signal } = order;
  const socket = createSocket(isIPv6(resolver.address) ? 'udp6' : 'udp4');
  const asked = Promise.withResolvers<Answer>();
  let again: NodeJS.Timeout | undefined;
  const onAbort = () => asked.reject(signal.reason);
  socket.on('error', asked.reject);
  socket.on('message', (message) => {
    const answer = answerIn(message, question);
    if (answer) asked.resolve(answer);
    else order.onRejected();
  });
  // Connected, the system lets through what comes from this resolver alone, and reports that nobody listens there.
  socket.connect(resolver.port, resolver.address, (error?: Error) => {
    // Where no way leads there, Node says it here and nowhere else.
    if (error) return asked.reject(error);
    const message = datagramOf(question);
    const send = () => socket.send(message, (error) => error && asked.reject(error));
    again = setInterval(send, AGAIN_MS);
    send();
  });
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  return asked.promise.finally(() => {
    clearInterval(again);
    signal.removeEventListener('abort', onAbort);
    socket.close();
  });
}

async function askByTcp(order: Order, question: Question): Promise<Answer> {
  const { resolver, rules, signal } = order;
  const place = { host: resolver.address, port: resolver.port, rules, signal };
  const socket = await openConnection({ ...place, onPhase: () => {}, timing: {} });
  const onAbort = () => socket.destroy(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    socket.write(streamOf(question));
    let read = Buffer.alloc(0);
    for await (const chunk of socket) {
      read = Buffer.concat([read, chunk]);
      if (read.length < 2 || read.length < 2 + read.readUInt16BE(0)) continue;
      const answer = answerIn(read.subarray(2, 2 + read.readUInt16BE(0)), question);
      // Nothing is left that could carry the rest of an answer that is cut here too.
      if (answer && !answer.flag_tc) return answer;
      order.onRejected();
      break;
    }
    throw Object.assign(new Error('The resolver gave no answer over TCP.'), { code: 'ECONNRESET' });
  } finally {
    signal.removeEventListener('abort', onAbort);
    socket.destroy();
  }
}

/** Rejects with the socket's error or the signal's reason. */
export async function ask(order: Order): Promise<DnsRecordSet> {
  const question = { id: randomInt(65_536), name: order.name, type: order.type };
  const answer = await askByUdp(order, question);
  if (!answer.flag_tc) return recordSet(answer, question);
  const another = { ...question, id: randomInt(65_536) };
  return recordSet(await askByTcp(order, another), another);
}
