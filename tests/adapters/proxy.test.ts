// Through a proxy by CONNECT: what is checked before it hears of a target, and what its answers mean.
import { createSocket } from 'node:dgram';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { goesDirect } from '../../runbook-runner/adapters/proxy-exceptions.ts';
import { createHttp } from '../../runbook-runner/adapters/undici-http.ts';
import type { HttpPort, HttpRequest } from '../../runbook-runner/ports/http.ts';
import { runCheck } from '../checks/support.ts';
import { type Authority, forNames, issue, type Leaf, makeAuthority } from '../support/certificates.ts';
import { proxyAt, serveProxy } from '../support/proxy.ts';
import {
  closedAfterEach,
  json,
  type Running,
  serveHttps,
  serveRaw,
  serveSilence,
} from '../support/servers.ts';

let authority: Authority;
let leaf: Leaf;
let http: HttpPort;
let upstream: Running;
const started = closedAfterEach();
beforeAll(async () => {
  authority = await makeAuthority('CN=Test authority');
  leaf = await issue(authority, { extensions: [forNames(['127.0.0.1', 'upstream.invalid'])] });
});
beforeEach(async () => {
  http = createHttp();
  upstream = await started(serveHttps(leaf, json(200, { status: 'ok' })));
});
afterEach(() => http.close());

const get = (url: string, more: Partial<HttpRequest>) =>
  http.exchange({
    ...{ method: 'GET', url, headers: [], ca: [authority.pem], loopback: true },
    ...{ signal: new AbortController().signal, deadlineMs: 3000, ...more },
  });

async function proxied(status = 200) {
  const proxy = await serveProxy(upstream.port, status);
  await started(Promise.resolve(proxy));
  return proxy;
}

describe('a way through', () => {
  test('is opened once and kept; its time is told apart from the handshake with the upstream', async () => {
    const proxy = await proxied();
    const through = proxyAt(proxy.url);
    const [first, second] = [
      await get(upstream.url, { proxy: through }),
      await get(upstream.url, { proxy: through }),
    ];
    expect(first).toMatchObject({ ok: true, response: { status: 200, phases: { reused: false } } });
    expect(first.ok && Object.keys(first.response.phases).sort()).toEqual(
      ['bodyMs', 'firstByteMs', 'proxyMs', 'reused', 'tlsMs', 'totalMs'].sort(),
    );
    expect(second).toMatchObject({ ok: true, response: { phases: { reused: true } } });
    expect(proxy.asked.map(({ target }) => target)).toEqual([`127.0.0.1:${upstream.port}`]);
  });

  test('is not shared with a direct connection', async () => {
    const proxy = await proxied();
    await get(upstream.url, {});
    await get(upstream.url, { proxy: proxyAt(proxy.url) });
    expect(proxy.asked).toHaveLength(1);
    expect(upstream.connections()).toBe(2);
  });

  test('leads to a name that is known to the proxy alone, and gives it our login', async () => {
    const proxy = await proxied();
    const authorization = `Basic ${Buffer.from('ada:geheim').toString('base64')}`;
    const outcome = await get('https://upstream.invalid/', { proxy: proxyAt(proxy.url, { authorization }) });
    expect(outcome).toMatchObject({ ok: true });
    expect(proxy.asked).toMatchObject([
      { target: 'upstream.invalid:443', headers: { 'proxy-authorization': authorization } },
    ]);
  });

  test('leads to a name for which the name server here is silent', async () => {
    const silent = createSocket('udp4');
    await new Promise<void>((done) => silent.bind(0, '127.0.0.1', done));
    const proxy = await proxied();
    const more = { proxy: proxyAt(proxy.url), resolver: `127.0.0.1:${silent.address().port}` };
    const outcome = await get('https://upstream.invalid/', more);
    silent.close();
    expect(outcome).toMatchObject({ ok: true });
    expect(proxy.asked.map(({ target }) => target)).toEqual(['upstream.invalid:443']);
  });

  test('leads over a proxy that speaks TLS itself', async () => {
    const proxy = await serveProxy(upstream.port, 200, leaf);
    await started(Promise.resolve(proxy));
    expect(await get(upstream.url, { proxy: proxyAt(proxy.url) })).toMatchObject({ ok: true });
    expect(proxy.asked).toHaveLength(1);
  });

  test('serves a check of kind tls', async () => {
    const proxy = await proxied();
    const world = { ca: [authority.pem], target: { proxy: proxyAt(proxy.url) } };
    const ran = await runCheck('tls', { expect: {} }, upstream.url, world);
    expect(ran.assertions.map(({ outcome }) => outcome)).not.toContain('fail');
    expect(ran.phases?.proxyMs).toBeGreaterThan(0);
    expect(proxy.asked).toHaveLength(1);
  });

  test('is not taken to a host that is excepted', async () => {
    const proxy = await proxied();
    const through = proxyAt(proxy.url, { except: ['127.0.0.1'] });
    expect(await get(upstream.url, { proxy: through })).toMatchObject({ ok: true });
    expect(proxy.asked).toEqual([]);
  });
});

describe('before a proxy hears of it', () => {
  test.each([
    'https://169.254.169.254',
    'https://2852039166',
    'https://[::ffff:169.254.169.254]',
    'https://127.0.0.1:1',
    'https://localhost:1',
    'https://10.0.0.1',
  ])('%s is refused', async (url) => {
    const proxy = await proxied();
    const outcome = await get(url, { loopback: false, proxy: proxyAt(proxy.url) });
    expect(outcome).toMatchObject({ ok: false, problem: { class: 'blocked-destination', outcome: 'error' } });
    expect(proxy.connections()).toBe(0);
  });

  test.each([
    ['http://169.254.169.254:3128', true],
    ['http://10.0.0.1:3128', true],
    ['', false],
  ])('the proxy itself is held to what was declared of it: %s', async (url, loopback) => {
    const proxy = await proxied();
    const through = proxyAt(url || proxy.url, { loopback });
    expect(await get(upstream.url, { proxy: through })).toMatchObject({
      ok: false,
      problem: { class: 'blocked-destination', outcome: 'error' },
    });
    expect(proxy.connections()).toBe(0);
  });
});

describe('a proxy that opens no way is our own trouble', () => {
  test.each([
    [407, 'demands a login (407)'],
    [403, 'opened no connection'],
    [502, 'opened no connection'],
    [504, 'opened no connection'],
  ])('%i', async (status, words) => {
    const proxy = await proxied(status);
    expect(await get(upstream.url, { proxy: proxyAt(proxy.url) })).toMatchObject({
      ok: false,
      problem: {
        ...{ class: 'proxy-failed', outcome: 'error', phase: 'proxy' },
        message: expect.stringContaining(words),
        hint: expect.stringMatching(/./),
      },
    });
    expect(upstream.connections()).toBe(0);
  });

  test('down, silent, or no HTTP proxy at all', async () => {
    const gone = await proxied();
    await gone.close();
    const silent = await started(serveSilence());
    const strange = await started(serveRaw((socket) => socket.end('SSH-2.0-none\r\n')));
    for (const { url } of [gone, silent, strange]) {
      expect(await get(upstream.url, { proxy: proxyAt(url), deadlineMs: 400 })).toMatchObject({
        ok: false,
        problem: { class: 'proxy-failed', outcome: 'error', phase: 'proxy' },
      });
    }
  });

  test('but an upstream that breaks the handshake behind it fails', async () => {
    const rude = await started(serveRaw((socket) => socket.destroy()));
    const proxy = await serveProxy(rude.port);
    await started(Promise.resolve(proxy));
    expect(await get(upstream.url, { proxy: proxyAt(proxy.url) })).toMatchObject({
      ok: false,
      problem: { outcome: 'fail', phase: 'tls' },
    });
  });
});

test.each([
  ['api.example', '.example', true],
  ['api.example', 'example', true],
  ['api.example', '*.example', true],
  ['notexample', 'example', false],
  ['API.example', 'api.EXAMPLE:443', true],
  ['api.example', 'api.example:8443', false],
  ['::1', '[::1]:443', true],
  ['::1', '::1', true],
  ['api.example', '*', true],
  ['api.example', '', false],
])('%s with NO_PROXY=%s goes directly: %s', (host, entry, direct) => {
  expect(goesDirect(host, 443, [entry])).toBe(direct);
});
