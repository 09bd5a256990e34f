// DNS messages (RFC 1035) as questions and record sets: which answer is ours, and its values as a zone file writes them.
import { type Answer, decode, encode, type Packet, RECURSION_DESIRED, streamEncode } from 'dns-packet';
import type { DnsRecordSet, RecordType } from '../ports/dns.ts';

export interface Question {
  readonly id: number;
  readonly name: string;
  readonly type: RecordType;
}

/** What the types of the library leave out. */
type Decoded = Packet & { readonly rcode?: string; readonly flag_tc?: boolean; readonly flag_ra?: boolean };

const queryOf = ({ id, name, type }: Question): Packet => ({
  type: 'query',
  id,
  flags: RECURSION_DESIRED,
  questions: [{ type, name, class: 'IN' }],
});

export const datagramOf = (question: Question): Buffer => encode(queryOf(question));
/** With the length in front, as it goes over TCP. */
export const streamOf = (question: Question): Buffer => streamEncode(queryOf(question));

const plain = (name: string): string => name.toLowerCase().replace(/\.$/, '');

/** The answer to the question in a message; undefined for garbage, and for what answers something else. */
export function answerIn(message: Buffer, question: Question): Decoded | undefined {
  let packet: Decoded;
  try {
    packet = decode(message);
  } catch {
    return undefined;
  }
  const [asked, ...more] = packet.questions ?? [];
  if (packet.type !== 'response' || packet.id !== question.id || !asked || more.length > 0) return undefined;
  return asked.type === question.type && plain(asked.name) === plain(question.name) ? packet : undefined;
}

const text = (piece: string | Buffer): string => piece.toString();

/** The value of a record as a zone file writes it, names in lower case without the last dot. */
function written(record: Answer): string {
  switch (record.type) {
    case 'CNAME':
    case 'NS':
      return plain(record.data);
    case 'A':
    case 'AAAA':
      return record.data;
    case 'MX':
      return `${record.data.preference ?? 0} ${plain(record.data.exchange)}`;
    case 'SRV': {
      const { priority = 0, weight = 0, port, target } = record.data;
      return `${priority} ${weight} ${port} ${plain(target)}`;
    }
    case 'CAA':
      return `${record.data.flags ?? 0} ${record.data.tag} "${record.data.value}"`;
    case 'TXT':
      return [record.data].flat().map(text).join('');
    default:
      return '';
  }
}

/** RFC 2181 §8: with the highest bit set it counts as 0. */
const lifetime = (seconds = 0): number => (seconds < 2 ** 31 ? seconds : 0);

/** Follows the aliases of the answer, then takes the records of the name where they end. */
export function recordSet(packet: Decoded, question: Question): DnsRecordSet {
  const answers = packet.answers ?? [];
  const chain: DnsRecordSet['chain'][number][] = [];
  const seen = new Set([plain(question.name)]);
  let at = plain(question.name);
  let loop = false;
  while (question.type !== 'CNAME' && !loop) {
    const alias = answers.find((one) => one.type === 'CNAME' && plain(one.name) === at);
    if (alias?.type !== 'CNAME') break;
    const target = plain(alias.data);
    chain.push({ name: at, target, ttlSeconds: lifetime(alias.ttl) });
    loop = seen.has(target);
    seen.add(target);
    at = target;
  }
  const records = answers.flatMap((one) => {
    if (one.type !== question.type || plain(one.name) !== at) return [];
    return [{ value: written(one), ttlSeconds: 'ttl' in one ? lifetime(one.ttl) : 0 }];
  });
  const { rcode = 'NOERROR', authorities = [] } = packet;
  const zone = authorities.find((one) => one.type === 'SOA')?.name;
  // RFC 2308 §2.2: an empty answer with name servers and without SOA is no word on the name.
  const next = authorities.find((one) => one.type === 'NS');
  const refers = next?.type === 'NS' && rcode === 'NOERROR' && zone === undefined && answers.length === 0;
  const stops =
    chain.length > 0 && !loop && records.length === 0 && rcode === 'NOERROR' && zone === undefined;
  return {
    ...{ rcode, chain, loop, records, zone },
    ...(refers ? { referral: plain(next.data) } : {}),
    // A server that asks nobody for us leaves the rest of the way to whoever asked.
    ...(stops && !packet.flag_ra ? { unfollowed: at } : {}),
  };
}
