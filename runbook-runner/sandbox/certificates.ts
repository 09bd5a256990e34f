// Owns the sandbox's certificate authority and the leaves it signs, one of them expired. Made anew at each start:
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
  /** The same name, signed by the same authority, ended two days ago. */
  readonly expired: Leaf;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** Above the 14 days that a certificate check asks for, below what browsers refuse. */
const LIFETIME_DAYS = 90;

interface Authority {
  readonly name: string;
  readonly keys: CryptoKeyPair;
}

const makeKeys = (): Promise<CryptoKeyPair> =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;

const serial = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex');

async function makeAuthority(now: number): Promise<Authority & { readonly pem: string }> {
  const keys = await makeKeys();
  const name = 'CN=Playbook sandbox CA, O=Harbour & Vine sandbox';
  const certificate = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name,
    keys,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(now - 400 * DAY_MS),
    notAfter: new Date(now + 2 * LIFETIME_DAYS * DAY_MS),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { name, keys, pem: certificate.toString('pem') };
}

async function makeLeaf(authority: Authority, from: number, to: number): Promise<Leaf> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: 'CN=api.lumenpay.example, O=Lumenpay (sandbox)',
    issuer: authority.name,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: new Date(from),
    notAfter: new Date(to),
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
      new SubjectAlternativeNameExtension([
        { type: 'dns', value: 'localhost' },
        { type: 'dns', value: 'api.lumenpay.example' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      await AuthorityKeyIdentifierExtension.create(authority.keys.publicKey),
    ],
  });
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { cert: certificate.toString('pem'), key: PemConverter.encode(key, 'PRIVATE KEY') };
}

/** Makes the authority and all leaves; `now` in milliseconds since the epoch. */
export async function makeCertificates(now: number): Promise<Certificates> {
  const authority = await makeAuthority(now);
  const [upstream, front, expired] = await Promise.all([
    makeLeaf(authority, now - DAY_MS, now + LIFETIME_DAYS * DAY_MS),
    makeLeaf(authority, now - DAY_MS, now + LIFETIME_DAYS * DAY_MS),
    makeLeaf(authority, now - 92 * DAY_MS, now - 2 * DAY_MS),
  ]);
  return { ca: authority.pem, upstream, front, expired };
}
