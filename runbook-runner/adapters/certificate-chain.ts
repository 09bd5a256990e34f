// The certificates that a server sends as one path from its own upwards, and why that path leads to nobody trusted.
import type { X509Certificate } from 'node:crypto';
import { getCACertificates } from 'node:tls';
import type { CertificateFacts, ChainTrust } from '../ports/certificate.ts';
import { certificatesIn } from '../ports/pem.ts';

const DAY_MS = 86_400_000;
/** Parts of a day that are told, each under ten seconds: people read the number in the evidence. */
const PARTS = 10_000;
/** Longer chains are nobody's; a circle ends here too. */
const LONGEST = 10;

const oneLine = (name: string): string => name.split('\n').join(', ');

export function factsOf(certificate: X509Certificate): CertificateFacts {
  const { validFromDate, validToDate } = certificate;
  return {
    subject: oneLine(certificate.subject),
    issuer: oneLine(certificate.issuer),
    validFrom: validFromDate.toISOString(),
    validTo: validToDate.toISOString(),
    daysLeft: Math.floor(((validToDate.getTime() - Date.now()) / DAY_MS) * PARTS) / PARTS,
    fingerprint256: certificate.fingerprint256,
  };
}

/** Every certificate of PEM texts; what is none is left out. */
export const parsePem = (texts: readonly string[]): X509Certificate[] =>
  texts.flatMap((text) => [...certificatesIn(text)]);

/** An authority in the files of `ca` that has ended, in words; undefined where none has. */
export function endedAuthority(ca: readonly string[]): string | undefined {
  const ended = parsePem(ca)
    .map(factsOf)
    .find(({ daysLeft }) => daysLeft < 0);
  if (!ended) return undefined;
  const which = `"${ended.subject}", which ended on ${ended.validTo.slice(0, 10)}`;
  return `It may be our own: \`ca\` of the environment names ${which}. A check of kind \`tls\` tells which one it is.`;
}

/** As they came, the server's own first. */
function sentWith(leaf: X509Certificate): X509Certificate[] {
  const sent: X509Certificate[] = [];
  let next: X509Certificate | undefined = leaf;
  while (next && sent.length < LONGEST) {
    sent.push(next);
    next = next.issuerCertificate;
  }
  return sent;
}

const issued = (issuer: X509Certificate, one: X509Certificate): boolean =>
  one.checkIssued(issuer) && one.verify(issuer.publicKey);

export const isSelfSigned = (certificate: X509Certificate): boolean => issued(certificate, certificate);

export const issuerIn = (
  pool: readonly X509Certificate[],
  one: X509Certificate,
): X509Certificate | undefined => pool.find((candidate) => issued(candidate, one));

/** From the server's own certificate up, in whatever order they were sent, to the given authority when it is reached. */
export function pathFrom(leaf: X509Certificate, ca: readonly string[]): X509Certificate[] {
  const sent = sentWith(leaf);
  const declared = parsePem(ca);
  const path = [leaf];
  let top = leaf;
  while (path.length < LONGEST && !isSelfSigned(top)) {
    const next = issuerIn([...sent, ...declared], top);
    if (!next) break;
    path.push(next);
    top = next;
  }
  return path;
}

const organizationOf = (name: string): string | undefined => /^O=(.+)$/m.exec(name)?.[1];

/** Whether what signed the certificate is published, or belongs to an organization whose authority we trust. */
function wasLeftOut(top: X509Certificate, trusted: readonly X509Certificate[]): boolean {
  if (top.infoAccess?.includes('CA Issuers')) return true;
  const organization = organizationOf(top.issuer);
  return organization !== undefined && trusted.some((one) => organizationOf(one.subject) === organization);
}

/**
 * Why a path leads to nobody trusted. A root that signed the last certificate and an intermediate that was forgotten
 * look alike when neither was sent: the second is told by its published address or by its organization.
 */
export function distrust(
  path: readonly X509Certificate[],
  ca: readonly string[],
  systemToo: boolean,
): ChainTrust {
  const top = path.at(-1);
  if (!top) return 'unknown-ca';
  if (isSelfSigned(top)) return path.length === 1 ? 'self-signed' : 'unknown-ca';
  const trusted = parsePem(systemToo ? [...getCACertificates('default'), ...ca] : ca);
  return wasLeftOut(top, trusted) ? 'missing-intermediate' : 'unknown-ca';
}
