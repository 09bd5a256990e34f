// OCSP responses of every sort, as a certificate authority makes them.
import { createHash, createPrivateKey, sign, X509Certificate } from 'node:crypto';
import {
  BasicOCSPResponse,
  CertID,
  CertStatus,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from '@peculiar/asn1-ocsp';
import { AsnConvert, OctetString } from '@peculiar/asn1-schema';
import { AlgorithmIdentifier, Certificate, SubjectPublicKeyInfo } from '@peculiar/asn1-x509';
import { type Authority, type Leaf, pemKey } from './certificates.ts';

const HOUR_MS = 3_600_000;
const ECDSA_SHA256 = '1.2.840.10045.4.3.2';
const SHA1 = '1.3.14.3.2.26';
const BASIC = '1.3.6.1.5.5.7.48.1.1';

export interface Statement {
  readonly status?: 'good' | 'revoked' | 'unknown';
  /** Hours from now. */
  readonly from?: number;
  readonly to?: number;
  /** Who signs instead of the issuer, and brings its certificate. */
  readonly by?: Leaf;
}

const sha1 = (bytes: ArrayBuffer) =>
  new OctetString(new Uint8Array(createHash('sha1').update(Buffer.from(bytes)).digest()));
const hours = (count: number) => new Date(Date.now() + count * HOUR_MS);
const parsed = (pem: string) => AsnConvert.parse(new X509Certificate(pem).raw, Certificate);

function statusOf(status: Statement['status']): CertStatus {
  if (status === 'revoked')
    return new CertStatus({ revoked: new RevokedInfo({ revocationTime: hours(-48) }) });
  return status === 'unknown' ? new CertStatus({ unknown: null }) : new CertStatus({ good: null });
}

/** What `issuer` says of the certificate `about`, in DER. */
export async function ocspResponse(issuer: Authority, about: string, one: Statement = {}): Promise<Buffer> {
  const ca = parsed(issuer.pem).tbsCertificate;
  const key = new X509Certificate(issuer.pem).publicKey.export({ type: 'spki', format: 'der' });
  const keyHash = sha1(AsnConvert.parse(key, SubjectPublicKeyInfo).subjectPublicKey);
  const data = new ResponseData({
    responderID: new ResponderID({ byName: ca.subject }),
    producedAt: hours(one.from ?? -1),
    responses: [
      new SingleResponse({
        certID: new CertID({
          hashAlgorithm: new AlgorithmIdentifier({ algorithm: SHA1, parameters: null }),
          issuerNameHash: sha1(AsnConvert.serialize(ca.subject)),
          issuerKeyHash: keyHash,
          serialNumber: parsed(about).tbsCertificate.serialNumber,
        }),
        certStatus: statusOf(one.status),
        thisUpdate: hours(one.from ?? -1),
        nextUpdate: hours(one.to ?? 24),
      }),
    ],
  });
  const pem = one.by?.key ?? (await pemKey(issuer.keys));
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(data)), createPrivateKey(pem));
  const basic = new BasicOCSPResponse({
    tbsResponseData: data,
    signatureAlgorithm: new AlgorithmIdentifier({ algorithm: ECDSA_SHA256 }),
    signature: new Uint8Array(signature).buffer,
    ...(one.by ? { certs: [parsed(one.by.cert)] } : {}),
  });
  return wrapped(OCSPResponseStatus.successful, basic);
}

/** A response without a statement: the responder has none to give. */
export const ocspRefusal = (): Buffer => wrapped(OCSPResponseStatus.tryLater);

function wrapped(responseStatus: OCSPResponseStatus, basic?: BasicOCSPResponse): Buffer {
  const response = basic && new OctetString(new Uint8Array(AsnConvert.serialize(basic)));
  const responseBytes = response && new ResponseBytes({ responseType: BASIC, response });
  return Buffer.from(
    AsnConvert.serialize(new OCSPResponse({ responseStatus, ...(responseBytes ? { responseBytes } : {}) })),
  );
}
