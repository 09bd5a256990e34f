// Reads certificates out of PEM text (RFC 7468).
import { X509Certificate } from 'node:crypto';

/** Every certificate of a text, as they are asked for; what is none is left out. */
export function* certificatesIn(pem: string): Generator<X509Certificate> {
  for (const [block] of pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g)) {
    try {
      yield new X509Certificate(block);
    } catch {
      // A text between the lines that is no certificate.
    }
  }
}

/** PEM as it is: variables that hold one line only carry its line feeds as \n. */
export const unfolded = (pem: string): string => pem.replaceAll('\\n', '\n');

/** Whether there is one at all. */
export const holdsCertificate = (pem: string): boolean => certificatesIn(pem).next().done === false;
