// Certificates of every sort that a handshake can meet, made anew for a test run.
import 'reflect-metadata';
import {
  BasicConstraintsExtension,
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

async function pemKey(keys: CryptoKeyPair): Promise<string> {
  return PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
}

export async function makeCertificates() {
  const authority = await makeKeys();
  const issuer = 'CN=Test authority';
  const ca = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serial(),
    name: issuer,
    keys: authority,
    signingAlgorithm: ALGORITHM,
    notBefore: days(-900),
    notAfter: days(900),
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });

  const leaf = async (from: number, to: number, names: readonly string[]): Promise<Leaf> => {
    const keys = await makeKeys();
    const certificate = await X509CertificateGenerator.create({
      serialNumber: serial(),
      subject: 'CN=upstream',
      issuer,
      publicKey: keys.publicKey,
      signingKey: authority.privateKey,
      signingAlgorithm: ALGORITHM,
      notBefore: days(from),
      notAfter: days(to),
      extensions: [
        new SubjectAlternativeNameExtension(
          names.map((name) => ({
            type: /^[\d.]+$/.test(name) ? ('ip' as const) : ('dns' as const),
            value: name,
          })),
        ),
      ],
    });
    return { cert: certificate.toString('pem'), key: await pemKey(keys) };
  };

  const selfSigned = async (): Promise<Leaf> => {
    const keys = await makeKeys();
    const certificate = await X509CertificateGenerator.createSelfSigned({
      serialNumber: serial(),
      name: 'CN=127.0.0.1',
      keys,
      signingAlgorithm: ALGORITHM,
      notBefore: days(-1),
      notAfter: days(90),
      extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
    });
    return { cert: certificate.toString('pem'), key: await pemKey(keys) };
  };

  const here = ['127.0.0.1', 'localhost'];
  return {
    ca: ca.toString('pem'),
    good: await leaf(-1, 90, here),
    ending: await leaf(-80, 5, here),
    expired: await leaf(-40, -2, here),
    early: await leaf(2, 90, here),
    otherHost: await leaf(-1, 90, ['other.example']),
    selfSigned: await selfSigned(),
  };
}
