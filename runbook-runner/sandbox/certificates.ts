// Owns the sandbox's certificate authorities and the leaves they sign, good ones and bad ones. Made anew at each
// start: the keys live in memory only, so nothing has to be protected on disk.
import 'reflect-metadata'; // @peculiar/x509 needs it before it loads
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { BadCertificate } from './fault-proxy/kinds/kind.ts';
import { sandboxHost } from './name-server.ts';

/** A certificate and its private key, both PEM. */
export interface Leaf {
  readonly cert: string;
  readonly key: string;
}

export interface Authority {
  readonly name: string;
  readonly keys: CryptoKeyPair;
  /** PEM of its own certificate. */
  readonly pem: string;
}

/** What a vendor's servers present. */
export interface ServerCertificates {
  /** What the upstream itself presents, behind the fault proxy, and the proxy in its name. */
  readonly good: Leaf;
  /** What clients must refuse in that name; made when it is first asked for. */
  bad(which: BadCertificate): Promise<Leaf>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** Above the 14 days that a certificate check asks for, below what browsers refuse. */
const LIFETIME_DAYS = 90;
const LOOPBACK = '127.0.0.1';

interface Validity {
  readonly from: number;
  readonly to: number;
}

/** From yesterday on; `now` in milliseconds since the epoch, as everywhere here. */
const validAt = (now: number): Validity => ({ from: now - DAY_MS, to: now + LIFETIME_DAYS * DAY_MS });

const makeKeys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

const serial = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex');

/** An authority of its own, or one below `parent`. */
async function certify(name: string, { from, to }: Validity, parent?: Authority): Promise<Authority> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: name,
    issuer: parent?.name ?? name,
    publicKey: keys.publicKey,
    signingKey: (parent ?? { keys }).keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(from),
    notAfter: new Date(to),
    extensions: [
      new BasicConstraintsExtension(true, parent === undefined ? 1 : 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { name, keys, pem: certificate.toString('pem') };
}

export const makeAuthority = (commonName: string, now: number): Promise<Authority> =>
  certify(`CN=${commonName}, O=Harbour & Vine sandbox`, {
    from: now - 400 * DAY_MS,
    to: now + 2 * LIFETIME_DAYS * DAY_MS,
  });

interface Order {
  /** Signs itself without one. */
  readonly authority: Authority | undefined;
  readonly validity: Validity;
  readonly subject: string;
  readonly usage: ExtendedKeyUsage;
  /** None for a client. */
  readonly hosts: readonly string[];
}

async function makeLeaf({ authority, validity, subject, usage, hosts }: Order): Promise<Leaf> {
  const keys = await makeKeys();
  const signer = authority ?? { name: subject, keys };
  const names = hosts.map((value) => ({ type: value === LOOPBACK ? 'ip' : 'dns', value }) as const);
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject,
    issuer: signer.name,
    publicKey: keys.publicKey,
    signingKey: signer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(validity.from),
    notAfter: new Date(validity.to),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([usage]),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
      await AuthorityKeyIdentifierExtension.create(signer.keys.publicKey),
    ],
  });
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') };
}

/** The certificates of a vendor's servers: every way to reach the sandbox's is among their names. */
export async function certifyServer(
  authority: Authority,
  vendor: string,
  now: number,
): Promise<ServerCertificates> {
  const host = `api.${vendor.toLowerCase()}.example`;
  const right: Order = {
    authority,
    validity: validAt(now),
    subject: `CN=${host}, O=${vendor} (sandbox)`,
    usage: ExtendedKeyUsage.serverAuth,
    hosts: ['localhost', host, sandboxHost(vendor.toLowerCase()), LOOPBACK],
  };
  const stranger = 'api.elsewhere.example';
  const make: Readonly<Record<BadCertificate, () => Promise<Leaf>>> = {
    expired: () => makeLeaf({ ...right, validity: { from: now - 92 * DAY_MS, to: now - 2 * DAY_MS } }),
    'wrong-host': () =>
      makeLeaf({ ...right, subject: `CN=${stranger}, O=${vendor} (sandbox)`, hosts: [stranger] }),
    'self-signed': () => makeLeaf({ ...right, authority: undefined }),
    // The client would need the intermediate's certificate to reach the root, and is not given it.
    'incomplete-chain': async () =>
      makeLeaf({ ...right, authority: await certify(`CN=${vendor} issuing CA`, validAt(now), authority) }),
  };
  const made = new Map<BadCertificate, Promise<Leaf>>();
  const good = await makeLeaf(right);
  return { good, bad: (which) => made.getOrInsertComputed(which, (name) => make[name]()) };
}

/** What a client of that name proves itself with in a TLS handshake. */
export const certifyClient = (authority: Authority, commonName: string, now: number): Promise<Leaf> =>
  makeLeaf({
    authority,
    validity: validAt(now),
    subject: `CN=${commonName}`,
    usage: ExtendedKeyUsage.clientAuth,
    hosts: [],
  });
