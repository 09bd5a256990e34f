// What a TLS handshake shows of the certificates on both sides.
import { z } from 'zod';

const Dates = {
  subject: z.string(),
  issuer: z.string(),
  validFrom: z.iso.datetime(),
  validTo: z.iso.datetime(),
  daysLeft: z.number().describe('Signed, negative when expired; rounded down to four decimals.'),
  fingerprint256: z.string(),
};

export const CertificateFacts = z.strictObject(Dates);
export type CertificateFacts = z.output<typeof CertificateFacts>;

export const ChainTrust = z
  .enum(['trusted', 'self-signed', 'missing-intermediate', 'unknown-ca'])
  .describe('Where the chain leads, whatever the dates and the name of the certificate are.');
export type ChainTrust = z.output<typeof ChainTrust>;

export const OcspStaple = z
  .strictObject({
    status: z.enum(['good', 'revoked', 'unknown', 'stale', 'invalid', 'absent']),
    thisUpdate: z.iso.datetime().optional(),
    nextUpdate: z.iso.datetime().optional(),
    revokedAt: z.iso.datetime().optional(),
    detail: z.string().optional().describe('Why it is invalid.'),
  })
  .describe('What the stapled OCSP response says of the certificate.');
export type OcspStaple = z.output<typeof OcspStaple>;

export const PeerCertificate = z.strictObject({
  ...Dates,
  subjectAltNames: z.array(z.string()),
  protocol: z.string().optional(),
  cipher: z.string().optional(),
  trust: ChainTrust,
  chain: z.array(CertificateFacts).describe('What signed it, from the next one up; without itself.'),
  ocsp: OcspStaple,
});
export type PeerCertificate = z.output<typeof PeerCertificate>;
