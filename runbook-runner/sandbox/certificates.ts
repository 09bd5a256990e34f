// Owns the sandbox's certificate authority and the leaves it signs, good ones and bad ones. Made anew at each start:
// the keys live in memory only, so nothing has to be protected on disk.
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

/** A certificate and its private key, both PEM. */
export interface Leaf {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  /** PEM of the authority's own certificate. */
  readonly ca: string;
  /** What Lumenpay itself presents, behind the fault proxy. */
  readonly upstream: Leaf;
  /** What the fault proxy presents, in Lumenpay's name. */
  readonly front: Leaf;
  /** What clients must refuse in that name; made when it is first asked for. */
  bad(which: BadCertificate): Promise<Leaf>;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** Above the 14 days that a certificate check asks for, below what browsers refuse. */
const LIFETIME_DAYS = 90;

const HOST = 'api.lumenpay.example';

interface Authority {
  readonly name: string;
  readonly keys: CryptoKeyPair;
}

interface Validity {
  readonly from: number;
  readonly to: number;
}

const makeKeys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

const serial = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex');

/** An authority of its own, or one below `parent`. */
async function makeAuthority(name: string, { from, to }: Validity, parent?: Authority) {
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

/** Names of a leaf: every way to reach the sandbox's Lumenpay, or those of a stranger. */
const altNames = (host: string): SubjectAlternativeNameExtension =>
  new SubjectAlternativeNameExtension(
    host === HOST
      ? [
          { type: 'dns', value: 'localhost' },
          { type: 'dns', value: host },
          { type: 'ip', value: '127.0.0.1' },
        ]
      : [{ type: 'dns', value: host }],
  );

/** A leaf that `authority` signed, or one that signs itself. */
async function makeLeaf(
  authority: Authority | undefined,
  { from, to }: Validity,
  host = HOST,
): Promise<Leaf> {
  const keys = await makeKeys();
  const subject = `CN=${host}, O=Lumenpay (sandbox)`;
  const signer = authority ?? { name: subject, keys };
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject,
    issuer: signer.name,
    publicKey: keys.publicKey,
    signingKey: signer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(from),
    notAfter: new Date(to),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      altNames(host),
      await AuthorityKeyIdentifierExtension.create(signer.keys.publicKey),
    ],
  });
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') };
}

/** Makes leaves that clients must refuse, each for the one reason that it is named by. */
function badLeaves(authority: Authority, now: number): Certificates['bad'] {
  const valid = { from: now - DAY_MS, to: now + LIFETIME_DAYS * DAY_MS };
  const make: Readonly<Record<BadCertificate, () => Promise<Leaf>>> = {
    expired: () => makeLeaf(authority, { from: now - 92 * DAY_MS, to: now - 2 * DAY_MS }),
    'wrong-host': () => makeLeaf(authority, valid, 'api.elsewhere.example'),
    'self-signed': () => makeLeaf(undefined, valid),
    // The client would need the intermediate's certificate to reach the root, and is not given it.
    'incomplete-chain': async () =>
      makeLeaf(await makeAuthority('CN=Playbook sandbox issuing CA', valid, authority), valid),
  };
  const made = new Map<BadCertificate, Promise<Leaf>>();
  return (which) => made.getOrInsertComputed(which, (name) => make[name]());
}

/** Makes the authority and the good leaves; `now` in milliseconds since the epoch. */
export async function makeCertificates(now: number): Promise<Certificates> {
  const span = { from: now - 400 * DAY_MS, to: now + 2 * LIFETIME_DAYS * DAY_MS };
  const authority = await makeAuthority('CN=Playbook sandbox CA, O=Harbour & Vine sandbox', span);
  const valid = { from: now - DAY_MS, to: now + LIFETIME_DAYS * DAY_MS };
  const [upstream, front] = await Promise.all([makeLeaf(authority, valid), makeLeaf(authority, valid)]);
  return { ca: authority.pem, upstream, front, bad: badLeaves(authority, now) };
}
