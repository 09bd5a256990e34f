import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTls } from '../../runbook-runner/adapters/node-tls.ts';
import type { TlsRequest } from '../../runbook-runner/ports/tls.ts';
import { forNames, issue, type Leaf, makeAuthority, makeCertificates } from '../support/certificates.ts';
import { exchange, problemOf, responseOf } from '../support/exchange.ts';
import { json, type Running, serveHttps, serveRaw, serveSilence } from '../support/servers.ts';

let made: Awaited<ReturnType<typeof makeCertificates>>;
let requests = 0;
const servers = new Map<string, Running>();

const SORTS = ['good', 'ending', 'expired', 'early', 'otherHost', 'selfSigned'] as const;
const CLASSES: readonly [(typeof SORTS)[number], string][] = [
  ['expired', 'tls-expired'],
  ['early', 'tls-not-yet-valid'],
  ['otherHost', 'tls-wrong-host'],
  ['selfSigned', 'tls-unknown-ca'],
];

beforeAll(async () => {
  made = await makeCertificates();
  for (const sort of SORTS) {
    const leaf: Leaf = made[sort];
    servers.set(
      sort,
      await serveHttps(leaf, (request, response) => {
        requests += 1;
        json(200, { ok: true })(request, response);
      }),
    );
  }
});
afterAll(async () => {
  await Promise.all([...servers.values()].map((server) => server.close()));
});

function server(sort: string): Running {
  const found = servers.get(sort);
  if (!found) throw new Error(`no server ${sort}`);
  return found;
}

function handshake(port: number, more: Partial<TlsRequest> = {}) {
  const host = '127.0.0.1';
  const { signal } = new AbortController();
  const request = {
    host,
    port,
    servername: host,
    ca: [made.ca],
    loopback: true,
    signal,
    deadlineMs: 2000,
    ...more,
  };
  return createTls().handshake(request);
}

describe('an exchange', () => {
  test('trusts the given authority, and measures the handshake', async () => {
    const response = responseOf(await exchange(server('good').url, { ca: [made.ca] }));
    expect(response.phases.tlsMs).toBeGreaterThan(0);
  });

  test('trusts no authority that was not given', async () => {
    expect(problemOf(await exchange(server('good').url))).toMatchObject({ class: 'tls-unknown-ca' });
  });

  test.each(CLASSES)('%s is %s, in the tls phase, and no request is sent', async (sort, cls) => {
    const before = requests;
    const problem = problemOf(await exchange(server(sort).url, { ca: [made.ca] }));
    expect(problem).toMatchObject({ class: cls, phase: 'tls', outcome: 'fail' });
    expect(requests).toBe(before);
  });

  test('what is no TLS is named', async () => {
    const plain = await serveRaw((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'), 'https');
    expect(problemOf(await exchange(plain.url))).toMatchObject({ class: 'tls-other', phase: 'tls' });
    await plain.close();
  });
});

describe('a handshake', () => {
  test('shows a good certificate whole', async () => {
    const outcome = await handshake(server('good').port);
    if (!outcome.ok) throw new Error(outcome.problem.message);
    expect(outcome.problem).toBeUndefined();
    expect(outcome.certificate).toMatchObject({
      subject: 'CN=upstream',
      issuer: 'CN=Test authority',
      subjectAltNames: ['127.0.0.1', 'localhost'],
      protocol: 'TLSv1.3',
    });
    expect(outcome.certificate.daysLeft).toBeGreaterThan(89);
    for (const { daysLeft } of [outcome.certificate, ...outcome.certificate.chain])
      expect(String(daysLeft)).toMatch(/^\d+(\.\d{1,4})?$/);
    expect(outcome.phases).toMatchObject({ reused: false, tlsMs: expect.any(Number) });
  });

  test('names an authority in our own file that has ended, over HTTP too', async () => {
    const old = await makeAuthority('CN=Old root', undefined, -3);
    const leaf = await issue(old, { extensions: [forNames(['127.0.0.1'])] });
    const running = await serveHttps(leaf, json(200, {}));
    servers.set('ended authority', running);
    const { message, hint } = problemOf(await exchange(running.url, { ca: [old.pem] }));
    expect(message).toMatch(/^The certificate of 127\.0\.0\.1:\d+ has expired\.$/);
    expect(hint).toMatch(
      /^It may be our own: `ca` of the environment names "CN=Old root", which ended on 20/,
    );
    expect(problemOf(await exchange(server('expired').url, { ca: [made.ca] })).hint).toBeUndefined();
  });

  test('counts the days of an expired one below zero', async () => {
    const outcome = await handshake(server('expired').port);
    if (!outcome.ok) throw new Error(outcome.problem.message);
    expect(outcome.certificate.daysLeft).toBeLessThan(-1.9);
    expect(outcome.certificate.daysLeft).toBeGreaterThan(-2.1);
  });

  test.each(CLASSES)('%s is shown beside the problem %s', async (sort, cls) => {
    const outcome = await handshake(server(sort).port);
    if (!outcome.ok) throw new Error(outcome.problem.message);
    expect(outcome.problem).toMatchObject({ class: cls, outcome: 'fail' });
    expect(outcome.certificate.fingerprint256).toMatch(/^([0-9A-F]{2}:){31}/);
  });

  test('a stalled one ends at its deadline', async () => {
    const silent = await serveSilence('https');
    const started = performance.now();
    const outcome = await handshake(silent.port, { deadlineMs: 250 });
    expect(performance.now() - started).toBeLessThan(500);
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'timeout', phase: 'tls' } });
    await silent.close();
  });

  test('loopback is refused when the target is no sandbox', async () => {
    const before = server('good').connections();
    const outcome = await handshake(server('good').port, { loopback: false });
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'blocked-destination', outcome: 'error' } });
    expect(server('good').connections()).toBe(before);
  });
});
