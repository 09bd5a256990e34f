// The server presents a certificate that clients must refuse.
import { z } from 'zod';
import { BAD_CERTIFICATES, type BadCertificate, type FaultKind } from './kind.ts';

const Certificate = z.strictObject({
  which: z.enum(BAD_CERTIFICATES).describe('What is wrong with the certificate that is presented.'),
});

const WORDS: Readonly<Record<BadCertificate, string>> = {
  expired: 'ended two days ago',
  'wrong-host': 'names another host',
  'self-signed': 'is signed by itself',
  'incomplete-chain': 'comes without the intermediate certificate that signed it',
};

export const certificateFault: FaultKind<z.output<typeof Certificate>> = {
  kind: 'certificate',
  title: 'Bad certificate',
  summary:
    'Presents a certificate that is expired, of another host, self-signed, or without its intermediate. Open connections are dropped, and no session is resumed.',
  schema: Certificate,
  standing: 'major_outage',
  example: `title: Lumenpay presents a certificate that ended two days ago
kind: certificate
target: lumenpay
which: expired
expect: Every handshake fails with an expired certificate.
`,
  describe: ({ which }) => `Every handshake meets a certificate that ${WORDS[which]}.`,
  begin: ({ which }) => ({ connection: { certificate: which } }),
};
