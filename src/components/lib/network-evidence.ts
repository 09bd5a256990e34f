// What a handshake, connections and name servers showed, as lines of text.
import type { CheckResult } from '../../../runbook-runner/client.ts';
import { leftWords } from '../../../runbook-runner/ports/days-left.ts';

type Shown = Pick<CheckResult, 'certificate' | 'addresses' | 'records'>;
type Certificate = NonNullable<Shown['certificate']>;

const ends = ({ validTo, daysLeft }: Pick<Certificate, 'validTo' | 'daysLeft'>): string =>
  `until ${validTo.slice(0, 10)}, ${leftWords(daysLeft)}`;

const certificateLines = ({ chain, ocsp, ...own }: Certificate): string[] => [
  ...Object.entries(own).map(([name, value]) => `${name}: ${value}`),
  ...chain.map((one) => `issued by: ${one.subject}, ${ends(one)}`),
  `ocsp: ${[ocsp.status, ocsp.detail].filter(Boolean).join(', ')}`,
];

/** One text for each sort of evidence that the result has. */
export function networkEvidence({ certificate, addresses, records }: Shown): string[] {
  const connections = addresses?.map(({ address, family, tcpMs, problem }) => {
    const came = tcpMs === undefined ? 'not tried' : `connected in ${Math.round(tcpMs)} ms`;
    return `${address} (${family}): ${problem?.class ?? came}`;
  });
  const answers = records?.map(({ resolver, type, value, ttlSeconds }) => {
    return `${resolver}: ${type} ${value}, for ${ttlSeconds} s`;
  });
  const parts = [certificate && certificateLines(certificate), connections, answers];
  return parts.flatMap((lines) => (lines?.length ? [lines.join('\n')] : []));
}
