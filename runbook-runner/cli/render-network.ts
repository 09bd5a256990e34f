// What connections, name servers and a handshake showed, in a line or two each.
import type { CertificateFacts, PeerCertificate } from '../ports/certificate.ts';
import { leftWords } from '../ports/days-left.ts';
import type { AddressOutcome, CheckResult, DnsRecord } from '../ports/result.ts';

/** Of records and addresses so many are named; the record of the run has all. */
const MOST = 6;

function listed(all: readonly string[]): string {
  const more = all.length > MOST ? `, and ${all.length - MOST} more` : '';
  return `${all.slice(0, MOST).join(', ')}${more}`;
}

function addressText({ address, family, tcpMs, problem }: AddressOutcome): string {
  const came = problem ? problem.class : tcpMs === undefined ? 'not tried' : `${Math.round(tcpMs)} ms`;
  return `${address} (${family}) ${came}`;
}

/** Several resolvers that say the same are one record, with the shortest time that it may be kept. */
function recordTexts(records: readonly DnsRecord[]): string[] {
  const groups = Map.groupBy(records, ({ type, value }) => `${type} ${value}`);
  return [...groups].map(([text, same]) => `${text} (${Math.min(...same.map((one) => one.ttlSeconds))} s)`);
}

const days = ({ daysLeft }: CertificateFacts) => leftWords(daysLeft);

function chainLines(certificate: PeerCertificate): string[] {
  const { protocol, trust, chain, ocsp } = certificate;
  const facts = [days(certificate), trust, protocol, ocsp.status !== 'absent' && `OCSP ${ocsp.status}`];
  const above = chain.map((one) => `${nameOf(one)} (${days(one)})`);
  return [
    `certificate  ${nameOf(certificate)}: ${facts.filter(Boolean).join(', ')}`,
    ...(above.length > 0 ? [`issued by    ${above.join(' ← ')}`] : []),
  ];
}

/** A distinguished name has its parts on lines of their own. */
const nameOf = ({ subject }: CertificateFacts) => subject.replaceAll('\n', ', ');

export function networkLines({ addresses, records, certificate }: CheckResult): string[] {
  return [
    ...(addresses?.length ? [`addresses    ${listed(addresses.map(addressText))}`] : []),
    ...(records?.length ? [`records      ${listed(recordTexts(records))}`] : []),
    ...(certificate ? chainLines(certificate) : []),
  ];
}
