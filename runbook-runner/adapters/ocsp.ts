// Reads a stapled OCSP response (RFC 6960): for this certificate, signed by who may say so, and of today.
import { createHash, verify, X509Certificate } from 'node:crypto';
import {
  BasicOCSPResponse,
  OCSPResponse,
  OCSPResponseStatus,
  type SingleResponse,
} from '@peculiar/asn1-ocsp';
import { AsnConvert } from '@peculiar/asn1-schema';
import { SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import type { OcspStaple } from '../ports/certificate.ts';
import { issuerIn } from './certificate-chain.ts';

const OCSP_SIGNING = '1.3.6.1.5.5.7.3.9';
/** Without a next update an answer is taken for a week, as browsers take it. */
const WEEK_MS = 7 * 86_400_000;
/** Clocks differ by minutes. */
const SKEW_MS = 5 * 60_000;

/** Digest by the object identifier of the signature's algorithm; null: the key's own (Ed25519). SHA-1 is not taken. */
const DIGESTS: Readonly<Record<string, string | null>> = {
  '1.2.840.113549.1.1.11': 'sha256',
  '1.2.840.113549.1.1.12': 'sha384',
  '1.2.840.113549.1.1.13': 'sha512',
  '1.2.840.10045.4.3.2': 'sha256',
  '1.2.840.10045.4.3.3': 'sha384',
  '1.2.840.10045.4.3.4': 'sha512',
  '1.3.101.112': null,
};
const HASHES: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
};

const hex = (bytes: ArrayBuffer): string => Buffer.from(bytes).toString('hex');
const number = (digits: string): string => digits.toLowerCase().replace(/^0+/, '');
const invalid = (detail: string): OcspStaple => ({ status: 'invalid', detail });

/** Whether a single answer is about this certificate of this issuer. */
function isAbout({ certID }: SingleResponse, leaf: X509Certificate, issuer: X509Certificate): boolean {
  const hash = HASHES[certID.hashAlgorithm.algorithm];
  if (hash === undefined || number(hex(certID.serialNumber)) !== number(leaf.serialNumber)) return false;
  const spki = AsnConvert.parse(
    issuer.publicKey.export({ type: 'spki', format: 'der' }),
    SubjectPublicKeyInfo,
  );
  const key = createHash(hash).update(Buffer.from(spki.subjectPublicKey)).digest('hex');
  return key === hex(certID.issuerKeyHash.buffer);
}

/** The issuer itself, or a responder that the issuer certified for just this. */
function signersOf(basic: BasicOCSPResponse, issuer: X509Certificate): X509Certificate[] {
  const attached = (basic.certs ?? []).map(
    (one) => new X509Certificate(Buffer.from(AsnConvert.serialize(one))),
  );
  const now = new Date();
  const delegated = attached.filter(
    (one) =>
      issuerIn([issuer], one) &&
      one.keyUsage?.includes(OCSP_SIGNING) &&
      one.validFromDate <= now &&
      one.validToDate >= now,
  );
  return [issuer, ...delegated];
}

function isSigned(basic: BasicOCSPResponse, issuer: X509Certificate): boolean {
  const digest = DIGESTS[basic.signatureAlgorithm.algorithm];
  const { tbsResponseDataRaw: signed } = basic;
  if (digest === undefined || signed === undefined) return false;
  const [data, signature] = [Buffer.from(signed), Buffer.from(basic.signature)];
  return signersOf(basic, issuer).some((one) => verify(digest, data, one.publicKey, signature));
}

function statusOf({ certStatus, thisUpdate, nextUpdate }: SingleResponse): OcspStaple {
  const now = Date.now();
  const times = { thisUpdate: thisUpdate.toISOString(), nextUpdate: nextUpdate?.toISOString() };
  const { revoked } = certStatus;
  if (revoked) return { status: 'revoked', ...times, revokedAt: revoked.revocationTime.toISOString() };
  if (thisUpdate.getTime() > now + SKEW_MS) {
    return {
      ...times,
      ...invalid('It begins in the future; if it is right, the clock of this machine is wrong.'),
    };
  }
  const end = nextUpdate?.getTime() ?? thisUpdate.getTime() + WEEK_MS;
  if (end < now - SKEW_MS) return { status: 'stale', ...times };
  return { status: certStatus.good === undefined ? 'unknown' : 'good', ...times };
}

/** `issuer` is undefined when nobody could be found who signed the certificate. Never throws. */
export function readStaple(
  staple: Uint8Array,
  leaf: X509Certificate,
  issuer: X509Certificate | undefined,
): OcspStaple {
  try {
    const response = AsnConvert.parse(staple, OCSPResponse);
    if (response.responseStatus !== OCSPResponseStatus.successful || !response.responseBytes) {
      const said = OCSPResponseStatus[response.responseStatus] ?? response.responseStatus;
      return invalid(`The responder said ${said} instead of a status.`);
    }
    const basic = AsnConvert.parse(response.responseBytes.response.buffer, BasicOCSPResponse);
    if (!issuer) return invalid('Its signature cannot be checked: the issuer of the certificate is unknown.');
    const single = basic.tbsResponseData.responses.find((one) => isAbout(one, leaf, issuer));
    if (!single) return invalid('It is about another certificate.');
    if (!isSigned(basic, issuer)) return invalid('It is not signed by who may say so.');
    return statusOf(single);
  } catch {
    return invalid('It cannot be read.');
  }
}
