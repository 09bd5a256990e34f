// Which addresses a probe may connect to. Asked at connect with the resolved address, so that no name can hide one.
import { BlockList, isIP, isIPv4 } from 'node:net';

export interface DestinationRules {
  readonly loopback: boolean;
  readonly privateNetwork: boolean;
}

function list(...ranges: readonly string[]): BlockList {
  const blocked = new BlockList();
  for (const range of ranges) {
    const [network = '', prefix = ''] = range.split('/');
    blocked.addSubnet(network, Number(prefix), isIPv4(network) ? 'ipv4' : 'ipv6');
  }
  return blocked;
}

/** IANA special-purpose registries (RFC 6890); link-local holds the metadata services of most clouds. */
const LOOPBACK = list('127.0.0.0/8', '::1/128');
const PRIVATE = list(
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  'fc00::/7',
  'fec0::/10',
);
const NEVER = list(
  '0.0.0.0/8',
  '169.254.0.0/16',
  '192.0.0.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'ff00::/8',
  '100::/64',
);
/** Metadata services outside the link-local ranges: Alibaba, Oracle, AWS over IPv6. */
const METADATA = list('100.100.100.200/32', '192.0.0.192/32', 'fd00:ec2::254/128', 'fd20:ce::254/128');

/** Prefixes that carry an IPv4 address: NAT64 (RFC 6052, RFC 8215), IPv4-compatible and mapped, 6to4 (RFC 3056). */
const NAT64 = list('64:ff9b::/96', '64:ff9b:1::/48', '::/96', '::ffff:0:0/96', '::ffff:0:0:0/96');
const SIX_TO_FOUR = list('2002::/16');

/** The eight groups of an IPv6 address, its last two possibly written as IPv4. */
function groups(address: string): number[] {
  const plain = address.replace(/%.*$/, '').replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => {
    const [high, low] = [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)];
    return `${high.toString(16)}:${low.toString(16)}`;
  });
  const [head = '', tail] = plain.split('::');
  const parse = (part: string) =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [left, right] = [parse(head), parse(tail ?? '')];
  return tail === undefined ? left : [...left, ...Array(8 - left.length - right.length).fill(0), ...right];
}

const dotted = (high: number, low: number): string => [high >> 8, high & 255, low >> 8, low & 255].join('.');

/** The IPv4 address that an IPv6 one carries, if it does. */
function embedded(address: string): string | undefined {
  const part = groups(address);
  if (NAT64.check(address, 'ipv6')) return dotted(part[6] ?? 0, part[7] ?? 0);
  if (SIX_TO_FOUR.check(address, 'ipv6')) return dotted(part[1] ?? 0, part[2] ?? 0);
  return undefined;
}

function kindOf(address: string): 'loopback' | 'private' | 'never' | 'metadata' | undefined {
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (METADATA.check(address, family)) return 'metadata';
  if (LOOPBACK.check(address, family)) return 'loopback';
  const carried = family === 'ipv6' ? embedded(address) : undefined;
  if (carried !== undefined) return kindOf(carried);
  if (PRIVATE.check(address, family)) return 'private';
  return NEVER.check(address, family) ? 'never' : undefined;
}

/** Why an IP address may not be connected to, or undefined when it may. Anything that is no IP address may not. */
export function blockedReason(address: string, rules: DestinationRules): string | undefined {
  const plain = address.replace(/%.*$/, '');
  if (isIP(plain) === 0) return 'it is not an IP address';
  const kind = kindOf(plain);
  if (kind === undefined) return undefined;
  if (kind === 'loopback') return rules.loopback ? undefined : 'it is this machine itself';
  if (kind === 'private') return rules.privateNetwork ? undefined : 'it lies in a private network';
  return 'it is a link-local, metadata or reserved address';
}

/** Thrown before any byte is sent. */
export class BlockedDestination extends Error {
  readonly code = 'BLOCKED_DESTINATION';
}

export function refuseBlocked(host: string, addresses: readonly string[], rules: DestinationRules): void {
  for (const address of addresses) {
    const reason = blockedReason(address, rules);
    if (reason === undefined) continue;
    const named = host === address ? address : `${host} resolves to ${address}, which`;
    throw new BlockedDestination(
      host === address
        ? `${address} must not be reached: ${reason}.`
        : `${named} must not be reached: ${reason}.`,
    );
  }
}
