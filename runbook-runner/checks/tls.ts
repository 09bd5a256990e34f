// The check kind `tls`: a handshake without a request, and what the certificate must hold to.
import { z } from 'zod';
import type { KindOutcome } from '../ports/result.ts';
import {
  CertificateExpectation,
  describeCertificate,
  evaluateCertificate,
} from './assertions/certificate.ts';
import { evaluateReachable } from './assertions/reachable.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';

const TlsCheck = z.strictObject({ expect: CertificateExpectation.prefault({}) });
type TlsCheck = z.output<typeof TlsCheck>;

async function run(input: CheckInput<TlsCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { target, signal, deadlineMs } = input;
  const url = new URL(target.baseUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const outcome = await ports.tls.handshake({
    host,
    port: Number(url.port || 443),
    servername: host,
    ca: target.ca,
    clientCert: target.clientCertificate?.cert,
    clientKey: target.clientCertificate?.key,
    loopback: target.loopback,
    privateNetwork: target.privateNetwork ?? false,
    signal,
    deadlineMs,
  });
  const { phases, problem } = outcome;
  const reachable = evaluateReachable(target.integration, outcome.ok ? undefined : problem);
  const assertions = outcome.ok
    ? [reachable, ...evaluateCertificate(input.definition.expect, outcome.certificate, problem)]
    : [reachable];
  for (const assertion of assertions) input.progress({ event: 'assertion', assertion });
  return { assertions, problem, phases, certificate: outcome.ok ? outcome.certificate : undefined };
}

export const tlsCheck: CheckKind<TlsCheck> = {
  kind: 'tls',
  title: 'TLS certificate',
  summary: 'Opens a TLS connection and holds the certificate to chain, host name, days left and protocol.',
  schema: TlsCheck,
  example: `title: Lumenpay's certificate is good for two more weeks
integration: lumenpay
kind: tls
expect: { daysLeft: 14d, protocol: TLSv1.2 }
`,
  references: () => ({ contracts: [] }),
  assertions: () => ['reachable', 'certificate'],
  describe: ({ expect }) => ({ asks: 'TLS handshake', promises: describeCertificate(expect) }),
  answers: false,
  run,
};
