import { afterAll, expect, test } from 'vitest';
import { createTls } from '../../runbook-runner/adapters/node-tls.ts';
import { makeCertificates } from '../support/certificates.ts';
import { ocspResponse } from '../support/ocsp.ts';
import { type Running, serveTls } from '../support/servers.ts';

const servers: Running[] = [];
afterAll(() => Promise.all(servers.map((one) => one.close())));

test('a server that refuses us while its OCSP staple is still being read', async () => {
  const { authority, good, ca } = await makeCertificates();
  const staple = await ocspResponse(authority, good.cert);
  const server = await serveTls({ ...good, requestCert: true, rejectUnauthorized: true, ca }, staple);
  servers.push(server);
  const host = '127.0.0.1';
  const place = { host, port: server.port, servername: host, ca: [ca], loopback: true, deadlineMs: 5_000 };
  // What reads a staple is loaded by the first one: the server's word comes meanwhile.
  const outcome = await createTls().handshake({ ...place, signal: new AbortController().signal });
  expect(outcome).toMatchObject({
    ok: true,
    certificate: { ocsp: { status: 'good' } },
    refusal: { class: 'tls-client-certificate' },
  });
});
