// Our own certificate over HTTP: shown to whom it is for, never mixed with another, and told apart when refused.
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createHttp } from '../../runbook-runner/adapters/undici-http.ts';
import type { HttpPort } from '../../runbook-runner/ports/http.ts';
import type { ClientCertificate } from '../../runbook-runner/ports/tls.ts';
import { runCheck } from '../checks/support.ts';
import {
  type Authority,
  forNames,
  issue,
  type Leaf,
  makeAuthority,
  usedFor,
} from '../support/certificates.ts';
import { serveMutual } from '../support/proxy.ts';
import { closedAfterEach, type Running, serveHttps, serveRaw } from '../support/servers.ts';

const CLIENT = usedFor('1.3.6.1.5.5.7.3.2');

let authority: Authority;
let leaf: Leaf;
let http: HttpPort;
beforeAll(async () => {
  authority = await makeAuthority('CN=Test authority');
  leaf = await issue(authority, { extensions: [forNames(['127.0.0.1'])] });
});
beforeEach(() => {
  http = createHttp();
});
afterEach(() => http.close());
const started = closedAfterEach();

const own = (subject: string, more: object = {}) =>
  issue(authority, { subject: `CN=${subject}`, extensions: [CLIENT], ...more });

const get = (url: string, clientCertificate?: ClientCertificate) =>
  http.exchange({
    ...{ method: 'GET', url, headers: [], ca: [authority.pem], loopback: true, clientCertificate },
    ...{ signal: new AbortController().signal, deadlineMs: 3000 },
  });

async function clientOf(url: string, clientCertificate: ClientCertificate): Promise<unknown> {
  const outcome = await get(url, clientCertificate);
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return JSON.parse(Buffer.from(outcome.response.body).toString()).client;
}

test('kept connections are never shared between two certificates', async () => {
  const server = await started(serveMutual(leaf, authority));
  const [sync, ledger] = [await own('order-sync'), await own('ledger')];
  const seen: unknown[] = [];
  for (const one of [sync, ledger, sync, { ...ledger }]) seen.push(await clientOf(server.url, one));
  expect(seen).toEqual(['order-sync', 'ledger', 'order-sync', 'ledger']);
  expect(server.connections()).toBe(2);
});

/** Ends the handshake by an alert in the clear (RFC 8446 §6), as servers that verify within it do. */
const alerting = (alert: number) =>
  serveRaw((socket) => socket.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])), 'https');

async function problemWith(server: Promise<Running>, clientCertificate?: ClientCertificate) {
  const outcome = await get((await started(server)).url, clientCertificate);
  return outcome.ok ? undefined : outcome.problem;
}

const yesterday = () => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

describe('a server that says it does not take', () => {
  test.each([
    ['bad certificate', 42],
    ['revoked', 44],
    ['unknown authority', 48],
  ])('our certificate: %s', async (_, alert) => {
    expect(await problemWith(alerting(alert), await own('order-sync'))).toMatchObject({
      ...{ class: 'tls-client-certificate', outcome: 'fail', phase: 'tls' },
      message: expect.stringMatching(/^127\.0\.0\.1:\d+ does not accept our client certificate\.$/),
    });
  });

  test('an expired one, and we say when it did', async () => {
    const old = await own('old', { from: -9, to: -1 });
    expect((await problemWith(alerting(45), old))?.message).toContain(`which expired on ${yesterday()}.`);
  });

  test('that we have none', async () => {
    expect(await problemWith(alerting(42))).toMatchObject({
      ...{ class: 'tls-client-certificate', outcome: 'fail', phase: 'tls' },
      hint: expect.stringContaining('Declare one in the environment'),
    });
  });
});

test.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a server that closes the connection instead: what it may mean, over %s',
  async (maxVersion) => {
    const server = () => serveMutual(leaf, authority, { maxVersion });
    const stranger = await issue(await makeAuthority('CN=Stranger'), { extensions: [CLIENT] });
    const refused = await problemWith(server(), stranger);
    expect(refused).toMatchObject({ class: 'reset', outcome: 'fail' });
    expect(refused?.hint).toContain('may not accept our client certificate');
    const old = await problemWith(server(), await own('old', { from: -9, to: -1 }));
    expect(old?.hint).toContain(`expired on ${yesterday()}`);
  },
);

test('a redirect to another origin is not shown it', async () => {
  const stranger = await started(serveMutual(leaf, authority));
  const first = await started(
    serveHttps(leaf, (_request, response) => {
      response.writeHead(302, { location: stranger.url });
      response.end();
    }),
  );
  const definition = { request: { method: 'GET', path: '/', redirects: 1 }, expect: { status: 200 } };
  const target = { clientCertificate: await own('order-sync') };
  const ran = await runCheck('http', definition, first.url, { ca: [authority.pem], target });
  // As a stranger it is not even on this machine's loopback any more.
  expect(ran.problem?.class).toBe('blocked-destination');
  expect(stranger.connections()).toBe(0);
});
