import { beforeAll, describe, expect, test } from 'vitest';
import { verdictOf } from '../../runbook-runner/ports/verdict.ts';
import {
  type Authority,
  forNames,
  issue,
  type Leaf,
  makeAuthority,
  makeCertificates,
  publishedAt,
  usedFor,
} from '../support/certificates.ts';
import { closedAfterEach, serveRaw, serveSilence, serveTls } from '../support/servers.ts';
import { runCheck, type World } from './support.ts';

const HERE = forNames(['127.0.0.1', 'localhost']);
const PUBLISHED = publishedAt('http://ca.example/issuing.crt');

let made: Awaited<ReturnType<typeof makeCertificates>>;
let issuing: Authority;
let leaves: Record<'good' | 'published' | 'private' | 'privateWithRoot', Leaf>;
beforeAll(async () => {
  made = await makeCertificates();
  issuing = await makeAuthority('CN=Issuing, O=Pay', made.authority, 5);
  const foreign = await makeAuthority('CN=Foreign root');
  const lone = await issue(foreign, { extensions: [HERE] });
  leaves = {
    good: await issue(issuing, { extensions: [HERE] }),
    published: await issue(issuing, { extensions: [HERE, PUBLISHED] }),
    private: lone,
    privateWithRoot: { ...lone, cert: `${lone.cert}\n${foreign.pem}` },
  };
});
const started = closedAfterEach();

/** Outcomes that are no pass: `code where`. */
async function broken(options: Parameters<typeof serveTls>[0], world: World = {}, definition: object = {}) {
  const server = await started(serveTls(options));
  const ran = await runCheck('tls', definition, server.url, { ca: [made.ca], ...world });
  const codes = ran.assertions.flatMap((one) => (one.outcome === 'pass' ? [] : [`${one.code} ${one.where}`]));
  return { ...ran, codes };
}

describe('a certificate of the sort', () => {
  test.each([
    ['good', [], undefined],
    ['ending', ['expiring daysLeft'], undefined],
    ['expired', ['expired chain', 'expired daysLeft'], 'tls-expired'],
    ['early', ['not-yet-valid chain'], 'tls-not-yet-valid'],
    ['otherHost', ['wrong-host chain'], 'tls-wrong-host'],
    ['selfSigned', ['self-signed chain'], 'tls-unknown-ca'],
  ] as const)('%s', async (sort, codes, cls) => {
    const ran = await broken(made[sort]);
    expect(ran.codes).toEqual(codes);
    expect(ran.problem?.class).toBe(cls);
    expect(ran.certificate?.fingerprint256).toMatch(/^([0-9A-F]{2}:){31}/);
    expect(verdictOf(ran)).toBe(codes.length === 0 ? 'pass' : 'fail');
  });
});

describe('a chain', () => {
  test('is followed to the given authority, and each certificate shows its days', async () => {
    const { key, cert } = leaves.good;
    const ran = await broken({ key, cert: `${cert}\n${issuing.pem}` });
    expect(ran.codes).toEqual(['expiring chain.daysLeft']);
    expect(ran.certificate?.trust).toBe('trusted');
    expect(ran.certificate?.chain.map(({ subject, daysLeft }) => [subject, Math.ceil(daysLeft)])).toEqual([
      ['CN=Issuing, O=Pay', 5],
      ['CN=Test authority', 900],
    ]);
    expect(ran.assertions.at(3)?.detail).toBe(
      'The issuing certificate "CN=Issuing, O=Pay" expires in 4.9 days.',
    );
  });

  test('without its intermediate, which is published', async () => {
    const ran = await broken(leaves.published);
    expect(ran.codes).toEqual(['missing-intermediate chain']);
    expect(ran.problem?.message).toMatch(/the server does not send the issuer of "CN=upstream"/);
  });

  test('without its intermediate, of an organization that we trust', async () => {
    const root = await makeAuthority('CN=Root, O=Pay');
    const ran = await broken(leaves.good, { ca: [root.pem] });
    expect(ran.codes).toEqual(['missing-intermediate chain']);
  });

  test('whose intermediate has ended names just that one', async () => {
    const old = await makeAuthority('CN=Old issuing', made.authority, -3);
    const { key, cert } = await issue(old, { extensions: [HERE] });
    const ran = await broken({ key, cert: `${cert}\n${old.pem}` });
    expect(ran.codes).toEqual(['expired chain', 'expired chain.daysLeft']);
    expect(ran.problem?.message).toBe('A certificate above that of 127.0.0.1 has expired: "CN=Old issuing".');
    expect(ran.problem?.hint).toBe('The vendor must send a chain that is valid today.');
  });

  test('whose authority has ended in our own file: it is not the vendor who must replace it', async () => {
    const old = await makeAuthority('CN=Old root', undefined, -3);
    const ran = await broken(await issue(old, { extensions: [HERE] }), { ca: [old.pem] });
    expect(ran.problem?.message).toBe('A certificate above that of 127.0.0.1 has expired: "CN=Old root".');
    expect(ran.problem?.hint).toMatch(/^It stands in the file that `ca` of the environment names/);
  });

  test('that was not issued for servers is told in words', async () => {
    const forClients = usedFor('1.3.6.1.5.5.7.3.2');
    const ran = await broken(await issue(made.authority, { extensions: [HERE, forClients] }));
    expect(ran.codes).toEqual(['untrusted chain']);
    expect(ran.problem).toMatchObject({
      class: 'tls-other',
      message: 'The certificate of 127.0.0.1, or one above it, was not issued for servers.',
      hint: expect.stringContaining('serverAuth'),
    });
  });

  test('that leads to a root which nobody trusts, sent or not', async () => {
    for (const sort of ['private', 'privateWithRoot'] as const) {
      const ran = await broken(leaves[sort]);
      expect(ran.codes).toEqual(['unknown-ca chain']);
      expect(ran.certificate?.trust).toBe('unknown-ca');
    }
  });
});

describe('a name', () => {
  test('other than the host is asked for and checked', async () => {
    const named = await issue(made.authority, { extensions: [forNames(['api.pay.example'])] });
    expect((await broken(named)).codes).toEqual(['wrong-host chain']);
    expect((await broken(named, {}, { servername: 'api.pay.example' })).codes).toEqual([]);
    const other = await broken(named, {}, { servername: 'www.pay.example' });
    expect(other.codes).toEqual(['wrong-host chain']);
    expect(other.assertions[1]?.detail).toBe(
      'The certificate is not for www.pay.example. It is for api.pay.example.',
    );
  });
});

test('a certificate without any name is for nobody', async () => {
  const nameless = await broken(await issue(made.authority, { subject: 'CN=127.0.0.1' }));
  expect(nameless.assertions[1]?.detail).toBe(
    'The certificate is not for 127.0.0.1. It names no host at all.',
  );
});

describe('protocol and cipher', () => {
  test('a floor that the server stays below', async () => {
    const old = { ...made.good, maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES128-SHA' } as const;
    const ran = await broken(old, {}, { expect: { protocol: 'TLSv1.3', cipher: 'aead' } });
    expect(ran.codes).toEqual(['old-protocol protocol', 'weak-cipher cipher']);
    expect((await broken(old)).codes).toEqual([]);
  });

  test('a server that speaks nothing of today', async () => {
    const ancient = {
      ...made.good,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    } as const;
    const ran = await broken(ancient);
    expect(ran.codes).toEqual(['tls-old-protocol undefined']);
    expect(ran.problem?.message).toBe('127.0.0.1 speaks only versions of TLS that are older than 1.2.');
  });
});

describe('what is no handshake', () => {
  test.each([
    ['plain HTTP', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'tls-other', '127.0.0.1 answers, but not in TLS.'],
    ['a greeting', 'SSH-2.0-OpenSSH_9.2\r\n', 'tls-other', '127.0.0.1 answers, but not in TLS.'],
    ['nothing, closed at once', '', 'reset', '127.0.0.1 closed the connection during the TLS handshake.'],
  ])('%s', async (_, bytes, cls, message) => {
    const server = await started(serveRaw((socket) => socket.end(bytes), 'https'));
    const ran = await runCheck('tls', {}, server.url);
    expect(ran.problem).toMatchObject({ class: cls, phase: 'tls', outcome: 'fail', message });
    expect(ran.assertions.map(({ outcome, code }) => [outcome, code])).toEqual([['fail', cls]]);
  });

  test('silence, within the deadline', async () => {
    const server = await started(serveSilence('https'));
    const begin = performance.now();
    const ran = await runCheck('tls', {}, server.url, { deadlineMs: 250 });
    expect(ran.problem).toMatchObject({ class: 'timeout', phase: 'tls' });
    expect(performance.now() - begin).toBeLessThan(600);
  });

  test('nobody', async () => {
    expect((await runCheck('tls', {}, 'https://127.0.0.1:9')).problem?.class).toBe('refused');
  });
});
