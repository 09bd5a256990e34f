// The certificate files that environments name: whom we trust, and what we prove ourselves with.
import type { CertificateFacts } from '../../ports/certificate.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft } from '../draft.ts';
import type { Environment } from '../schema/environment.ts';

/** What stands in a PEM file, by its path from the root of the repository; undefined when it cannot be read. */
export type ReadCertificates = (file: string) => readonly CertificateFacts[] | undefined;

interface Named {
  readonly file: string;
  /** Where its name stands in the environment. */
  readonly path: readonly string[];
  /** Of authorities one that is valid is enough; of our own certificate and its intermediates the first is ours. */
  readonly counts: 'any' | 'first';
}

function filesOf(environment: Environment): Named[] {
  const addresses = [
    { address: environment, path: [] },
    ...Object.entries(environment.origins).map(([name, address]) => ({ address, path: ['origins', name] })),
  ];
  const trusted = addresses.flatMap(({ address, path }): Named[] =>
    'ca' in address && address.ca !== undefined
      ? [{ file: address.ca, path: [...path, 'ca'], counts: 'any' }]
      : [],
  );
  const own = environment.clientCertificate?.cert;
  if (typeof own !== 'string') return trusted;
  return [...trusted, { file: own, path: ['clientCertificate', 'cert'], counts: 'first' }];
}

/** What is wrong with a file today. */
function faultOf({ file, counts }: Named, read: ReadCertificates) {
  const certificates = read(file);
  if (certificates === undefined) {
    const hint = 'A certificate file is named by its path from the root of the repository.';
    return { code: 'unusable-certificate', message: `There is no file ${file}.`, hint } as const;
  }
  const [first] = certificates;
  if (first === undefined) {
    const hint = 'It is PEM: -----BEGIN CERTIFICATE-----.';
    return { code: 'unusable-certificate', message: `${file} holds no certificate.`, hint } as const;
  }
  const counted = counts === 'first' ? [first] : certificates;
  const { subject, validTo, daysLeft } = counted.reduce((one, other) =>
    other.daysLeft > one.daysLeft ? other : one,
  );
  if (daysLeft > 0) return undefined;
  const message = `${file} holds "${subject}", which expired on ${validTo.slice(0, 10)}.`;
  return { code: 'expired-certificate', message, hint: 'Put one there that is valid today.' } as const;
}

export function followCertificateFiles({ byKind }: Draft, read: ReadCertificates, report: Report): void {
  for (const { front, yaml } of byKind.integration.values()) {
    for (const [name, environment] of Object.entries(front.integration?.environments ?? {})) {
      for (const named of filesOf(environment)) {
        const fault = faultOf(named, read);
        if (!fault || !yaml) continue;
        const place = yaml.at(['integration', 'environments', name, ...named.path]);
        report.add(fault.code, place, fault.message, fault.hint);
      }
    }
  }
}
