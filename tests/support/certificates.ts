// Certificates of every sort that a handshake can meet, made anew for a test run.
import 'reflect-metadata';
import {
  AuthorityInfoAccessExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;

export interface Leaf {
  readonly cert: string;
  readonly key: string;
}

const makeKeys = () =>
  crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
const serial = () => Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString('hex');
const days = (count: number) => new Date(Date.now() + count * DAY_MS);

export async function pemKey(keys: CryptoKeyPair): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}

export interface Authority {
  readonly name: string;
  readonly keys: CryptoKeyPair;
  readonly pem: string;
}

interface Issued {
  readonly subject?: string;
  /** Days from now. */
  readonly from?: number;
  readonly to?: number;
  readonly extensions?: readonly Extension[];
}

/** A certificate authority: a root, or one that `by` vouches for. */
export async function makeAuthority(name: string, by?: Authority, to = 900): Promise<Authority> {
  const keys = await makeKeys();
  const common = {
    ...{ serialNumber: serial(), signingAlgorithm: ALGORITHM, notBefore: days(-900), notAfter: days(to) },
    extensions: [
      new BasicConstraintsExtension(true, by ? 0 : 1, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  };
  const names = { subject: name, issuer: by?.name ?? name };
  const certificate = await X509CertificateGenerator.create({
    ...{ ...common, ...names, publicKey: keys.publicKey },
    signingKey: (by?.keys ?? keys).privateKey,
  });
  return { name, keys, pem: certificate.toString('pem') };
}

export async function issue(by: Authority, { from = -1, to = 90, ...more }: Issued): Promise<Leaf> {
  const keys = await makeKeys();
  const certificate = await X509CertificateGenerator.create({
    serialNumber: serial(),
    subject: more.subject ?? 'CN=upstream',
    issuer: by.name,
    publicKey: keys.publicKey,
    signingKey: by.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    notBefore: days(from),
    notAfter: days(to),
    extensions: [...(more.extensions ?? [])],
  });
  return { cert: certificate.toString('pem'), key: await pemKey(keys) };
}

/** The host names and addresses that a server certificate is for. */
export const forNames = (names: readonly string[]) =>
  new SubjectAlternativeNameExtension(
    names.map((name) => ({ type: /^[\d.]+$/.test(name) ? ('ip' as const) : ('dns' as const), value: name })),
  );

/** Where the issuer's own certificate is published, so that who lacks it may fetch it. */
export const publishedAt = (url: string) => new AuthorityInfoAccessExtension({ caIssuers: url });

/** What the certificate may be used for, by object identifier. */
export const usedFor = (purpose: string) => new ExtendedKeyUsageExtension([purpose]);

export async function makeCertificates() {
  const authority = await makeAuthority('CN=Test authority');
  const leaf = (from: number, to: number, names: readonly string[]): Promise<Leaf> =>
    issue(authority, { from, to, extensions: [forNames(names)] });

  const selfSigned = async (): Promise<Leaf> => {
    const keys = await makeKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: serial(),
      name: 'CN=127.0.0.1',
      keys,
      signingAlgorithm: ALGORITHM,
      notBefore: days(-1),
      notAfter: days(90),
      extensions: [forNames(['127.0.0.1'])],
    });
    return { cert: certificate.toString('pem'), key: await pemKey(keys) };
  };

  const here = ['127.0.0.1', 'localhost'];
  return {
    authority,
    ca: authority.pem,
    good: await leaf(-1, 90, here),
    ending: await leaf(-80, 5, here),
    expired: await leaf(-40, -2, here),
    early: await leaf(2, 90, here),
    otherHost: await leaf(-1, 90, ['other.example']),
    selfSigned: await selfSigned(),
  };
}
