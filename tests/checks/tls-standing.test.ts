// What others say of a certificate: the OCSP staple of the server's, and the server's word on ours.
import { createServer } from 'node:tls';
import { beforeAll, describe, expect, test } from 'vitest';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import {
  type Authority,
  forNames,
  issue,
  type Leaf,
  makeAuthority,
  usedFor,
} from '../support/certificates.ts';
import { ocspRefusal, ocspResponse } from '../support/ocsp.ts';
import { closedAfterEach, listen, serveFar, serveTls } from '../support/servers.ts';
import { runCheck, type World } from './support.ts';

const HERE = forNames(['127.0.0.1']);
const OCSP_SIGNING = usedFor('1.3.6.1.5.5.7.3.9');
const CLIENT = usedFor('1.3.6.1.5.5.7.3.2');

let authority: Authority;
let leaf: Leaf;
beforeAll(async () => {
  authority = await makeAuthority('CN=Test authority');
  leaf = await issue(authority, { extensions: [HERE] });
});
const started = closedAfterEach();

async function run(options: object, world: World, expected: object, staple?: Buffer) {
  const server = await started(serveTls({ ...leaf, ...options }, staple));
  const ran = await runCheck('tls', { expect: expected }, server.url, { ca: [authority.pem], ...world });
  const codes = ran.assertions.flatMap((one) => (one.outcome === 'pass' ? [] : [one.code ?? one.outcome]));
  return { ...ran, codes };
}

describe('an OCSP staple', () => {
  const held = async (staple: Buffer | undefined, ocsp: string) => run({}, {}, { ocsp }, staple);

  test.each([
    [{}, 'good', []],
    [{ status: 'revoked' }, 'revoked', ['revoked']],
    [{ status: 'unknown' }, 'unknown', ['ocsp-unknown']],
    [{ from: -72, to: -2 }, 'stale', ['ocsp-stale']],
    [{ from: 2, to: 24 }, 'invalid', ['ocsp-invalid']],
  ] as const)('that says %j is %s', async (statement, status, codes) => {
    const ran = await held(await ocspResponse(authority, leaf.cert, statement), 'required');
    expect(ran.codes).toEqual(codes);
    expect(ran.certificate?.ocsp.status).toBe(status);
    expect(verdictOf(ran)).toBe(codes.length === 0 ? 'pass' : 'fail');
  });

  test('that is not there', async () => {
    expect((await held(undefined, 'required')).codes).toEqual(['ocsp-absent']);
    expect((await held(undefined, 'if-stapled')).codes).toEqual([]);
  });

  test('that is bad counts even when none is required, unless it is ignored', async () => {
    const revoked = await ocspResponse(authority, leaf.cert, { status: 'revoked' });
    expect((await held(revoked, 'if-stapled')).codes).toEqual(['revoked']);
    expect((await held(revoked, 'ignored')).codes).toEqual([]);
  });

  test('of a responder that the issuer certified for it', async () => {
    const by = await issue(authority, { subject: 'CN=Responder', extensions: [OCSP_SIGNING] });
    expect((await held(await ocspResponse(authority, leaf.cert, { by }), 'required')).codes).toEqual([]);
  });

  test.each([
    [
      'a certificate of the issuer that is for something else',
      () => issue(authority, { extensions: [HERE] }),
    ],
    [
      'a responder whose own time is over',
      () => issue(authority, { from: -9, to: -1, extensions: [OCSP_SIGNING] }),
    ],
    [
      'a responder of another authority',
      async () => issue(await makeAuthority('CN=Test authority'), { extensions: [OCSP_SIGNING] }),
    ],
  ])('signed by %s proves nothing', async (_, forger) => {
    const ran = await held(await ocspResponse(authority, leaf.cert, { by: await forger() }), 'required');
    expect(ran.codes).toEqual(['ocsp-invalid']);
    expect(ran.certificate?.ocsp.detail).toBe('It is not signed by who may say so.');
  });

  test('about another certificate, without a statement, changed on the way, or garbage', async () => {
    const other = await issue(authority, { extensions: [HERE] });
    const changed = await ocspResponse(authority, leaf.cert);
    changed.writeUInt8(changed.readUInt8(changed.length - 1) ^ 1, changed.length - 1);
    for (const [staple, detail] of [
      [await ocspResponse(authority, other.cert), 'It is about another certificate.'],
      [ocspRefusal(), 'The responder said tryLater instead of a status.'],
      [changed, 'It is not signed by who may say so.'],
      [Buffer.from('no OCSP'), 'It cannot be read.'],
    ] as const) {
      const ran = await held(staple, 'required');
      expect(ran.certificate?.ocsp).toMatchObject({ status: 'invalid', detail });
      expect(ran.codes).toEqual(['ocsp-invalid']);
    }
  });
});

describe('a client certificate', () => {
  const wanted = () => ({ requestCert: true, rejectUnauthorized: true, ca: authority.pem });
  const own = async (change: object = {}): Promise<World> => {
    const clientCertificate = await issue(authority, {
      subject: 'CN=order-sync',
      extensions: [CLIENT],
      ...change,
    });
    return { target: { clientCertificate } };
  };

  test.each(['TLSv1.2', 'TLSv1.3'] as const)('that the server takes, over %s', async (maxVersion) => {
    const ran = await run({ ...wanted(), maxVersion }, await own(), {});
    expect(ran.codes).toEqual([]);
    expect(ran.assertions.at(-1)).toMatchObject({
      title: 'client certificate is valid for at least 14d',
      actual: '89.9d',
    });
  });

  test('that ends soon, or has ended', async () => {
    expect((await run({}, await own({ to: 3 }), {})).codes).toEqual(['client-expiring']);
    expect((await run({}, await own({ to: 3 }), { clientDaysLeft: '2d' })).codes).toEqual([]);
    expect((await run({}, await own({ from: -9, to: -1 }), {})).codes).toEqual(['client-expired']);
  });

  test('that is not valid yet, whether or not the server asks for one', async () => {
    const ran = await run({}, await own({ from: 2 }), {});
    expect(ran.codes).toEqual(['client-not-yet-valid']);
    expect(ran.assertions.find(({ code }) => code !== undefined)?.detail).toMatch(
      /^The client certificate is not valid before \d{4}-.+Z\. It begins in 2 days by the clock of this machine/,
    );
    const refused = await run(wanted(), await own({ from: 2 }), {});
    expect(refused.codes).toEqual(['client-not-yet-valid', 'client-refused']);
    expect(refused.problem?.message).toMatch(
      /client certificate, which is not valid before \d{4}-\d\d-\d\d\.$/,
    );
  });

  test('that is demanded, and nobody gave', async () => {
    const ran = await run(wanted(), {}, {});
    expect(ran.codes).toEqual(['client-refused']);
    expect(ran.problem).toMatchObject({ class: 'tls-client-certificate', outcome: 'fail' });
    expect((await run({ ...wanted(), maxVersion: 'TLSv1.2' }, {}, {})).codes).toHaveLength(1);
  });

  test('that nobody asked for, where the server closes the connection at once', async () => {
    for (const world of [{}, await own(), await own({ from: -9, to: -1 })]) {
      const server = await started(
        listen(
          createServer(leaf, (socket) => socket.destroy()),
          'https',
        ),
      );
      const ran = await runCheck('tls', {}, server.url, { ca: [authority.pem], ...world });
      expect(ran.assertions[0]).toMatchObject({ assertion: 'reachable', outcome: 'fail', code: 'reset' });
      expect(ran.assertions.map(({ code }) => code)).not.toContain('client-refused');
      expect(ran.problem).toMatchObject({
        ...{ class: 'reset', outcome: 'fail', phase: 'tls' },
        message: '127.0.0.1 closed the connection right after the handshake.',
        hint: expect.not.stringContaining('certificate'),
      });
    }
  });

  test('that the server does not take', async () => {
    const stranger = await issue(await makeAuthority('CN=Stranger'), { extensions: [CLIENT] });
    const ran = await run(wanted(), { target: { clientCertificate: stranger } }, {});
    expect(ran.codes).toEqual(['client-refused']);
    expect(ran.problem?.message).toBe('127.0.0.1 does not accept our client certificate.');
  });

  test('that a server far away does not take, and that it had no time to take', async () => {
    const stranger = await issue(await makeAuthority('CN=Stranger'), { extensions: [CLIENT] });
    const server = await started(serveTls({ ...leaf, ...wanted() }));
    const far = await started(serveFar(server, 150));
    const world = { ca: [authority.pem], target: { clientCertificate: stranger } };
    const ran = await runCheck('tls', {}, far.url, world);
    expect(ran.problem).toMatchObject({ class: 'tls-client-certificate', outcome: 'fail' });
    const cut = await runCheck('tls', {}, far.url, { ...world, deadlineMs: 500 });
    expect(cut.problem).toMatchObject({ class: 'timeout', phase: 'tls' });
  });

  test('whose key is another one, or that is none, is our own mistake', async () => {
    const [one, other] = [await issue(authority, {}), await issue(authority, {})];
    for (const clientCertificate of [
      { cert: one.cert, key: other.key },
      { cert: 'none', key: one.key },
    ]) {
      const ran = await run({}, { target: { clientCertificate } }, {});
      expect(ran.problem).toMatchObject({ class: 'credential-unusable', outcome: 'error' });
      expect(JSON.stringify(ran)).not.toContain('PRIVATE KEY');
    }
  });

  test('that is promised to be valid, but not declared: we cannot tell', async () => {
    expect(verdictOf(await run({}, {}, { clientDaysLeft: '14d' }))).toBe('error');
  });
});
