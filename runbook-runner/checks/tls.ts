// The check kind `tls`: a handshake without a request, and what the certificates on both sides must hold to.
import { z } from 'zod';
import { UNSECURED } from '../ports/problem-classes.ts';
import type { KindOutcome } from '../ports/result.ts';
import {
  CertificateExpectation,
  describeCertificate,
  evaluateCertificate,
} from './assertions/certificate.ts';
import { evaluateReachable } from './assertions/reachable.ts';
import type { CheckInput, CheckKind, CheckPorts } from './kind.ts';

const TlsCheck = z.strictObject({
  servername: z
    .hostname()
    .optional()
    .describe('Name that is asked for (SNI) and that the certificate must be for; the host when left out.'),
  expect: CertificateExpectation.prefault({}),
});
type TlsCheck = z.output<typeof TlsCheck>;

async function run(input: CheckInput<TlsCheck>, ports: CheckPorts): Promise<KindOutcome> {
  const { target, definition, signal, deadlineMs } = input;
  const url = new URL(target.baseUrl);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const outcome = await ports.tls.handshake({
    host,
    port: Number(url.port || 443),
    servername: definition.servername ?? host,
    ca: target.ca,
    clientCertificate: target.clientCertificate,
    proxy: target.proxy,
    resolver: target.resolver,
    loopback: target.loopback,
    privateNetwork: target.privateNetwork ?? false,
    signal,
    deadlineMs,
  });
  const assertions = [evaluateReachable(target.integration, outcome.ok ? outcome.closed : outcome.problem)];
  if (outcome.ok) assertions.push(...evaluateCertificate(definition.expect, outcome, ports.clock.now()));
  for (const assertion of assertions) input.progress({ event: 'assertion', assertion });
  const problem = outcome.problem ?? (outcome.ok ? (outcome.refusal ?? outcome.closed) : undefined);
  return {
    assertions,
    problem,
    phases: outcome.phases,
    certificate: outcome.ok ? outcome.certificate : undefined,
  };
}

export const tlsCheck: CheckKind<TlsCheck> = {
  kind: 'tls',
  title: 'TLS certificate',
  summary:
    'Opens a TLS connection and holds it to chain, host name, days left, protocol, cipher, OCSP staple and client certificate.',
  schema: TlsCheck,
  example: `title: Lumenpay's certificate is good for two more weeks
integration: lumenpay
kind: tls
expect: { daysLeft: 14d, protocol: TLSv1.2, cipher: aead, ocsp: if-stapled }
`,
  references: () => ({ contracts: [] }),
  assertions: () => ['reachable', 'certificate'],
  describe: ({ expect }) => ({ asks: 'TLS handshake', promises: describeCertificate(expect) }),
  unreachable: UNSECURED,
  answers: false,
  run,
};
