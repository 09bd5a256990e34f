import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openSite } from '../../runbook-runner/adapters/site-files.ts';
import { acceptedEncodings } from '../../runbook-runner/http/site.ts';
import { statusOf, type TestServer, testServer } from './support/server.ts';

const META = `script-src 'self' 'sha256-abc='; style-src 'self'`;
const PAGE = `<!doctype html><meta http-equiv="content-security-policy" content="${META}"><p>${'text '.repeat(300)}`;

let folder: string;
let server: TestServer;
let building = false;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'site-'));
  for (const path of ['scenarios/x', '_astro', '.git']) mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(join(folder, 'index.html'), PAGE);
  writeFileSync(join(folder, 'scenarios/x/index.html'), PAGE);
  writeFileSync(join(folder, '404.html'), '<!doctype html><title>Not found</title>');
  writeFileSync(join(folder, '_astro/page.a1b2c3.js'), `${'export {};\n'.repeat(100)}`);
  writeFileSync(join(folder, 'icon.png'), Buffer.alloc(2_000, 7));
  writeFileSync(join(folder, '.git/config'), '[core]');
  symlinkSync('/etc/passwd', join(folder, 'link.txt'));
  symlinkSync('/etc', join(folder, 'etc'));
  server = await testServer({ site: openSite(folder, () => building) });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** One GET without the decoding that fetch does. */
async function get(path: string, headers = ''): Promise<{ status: number; head: string; body: Buffer }> {
  const answer = await server.raw(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: close\r\n${headers}\r\n`,
  );
  const cut = answer.indexOf('\r\n\r\n');
  return {
    status: statusOf(answer),
    head: answer.slice(0, cut).toLowerCase(),
    body: Buffer.from(answer.slice(cut + 4), 'latin1'),
  };
}

describe('a page', () => {
  test('is served at its clean address, and found from the address without a slash', async () => {
    expect((await get('/scenarios/x/')).status).toBe(200);
    const moved = await get('/scenarios/x?step=2?');
    expect(moved.status).toBe(308);
    expect(moved.head).toContain('location: /scenarios/x/?step=2?');
  });

  test('has the policy of its own meta element as a header, and framing forbidden', async () => {
    const { head } = await get('/');
    expect(head).toContain(
      `content-security-policy: ${META}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'`,
    );
  });

  test('is revalidated by its tag', async () => {
    const { head } = await get('/');
    expect(head).toContain('cache-control: no-cache');
    const etag = /etag: ("[^"]+")/.exec((await fetchHead('/')).toString())?.[1] ?? '';
    const again = await get('/', `If-None-Match: ${etag}\r\n`);
    expect(again.status).toBe(304);
    expect(again.body).toHaveLength(0);
  });

  test('that nobody wrote answers 404 with the page for it', async () => {
    const missing = await get('/nowhere/');
    expect(missing.status).toBe(404);
    expect(missing.body.toString()).toContain('Not found');
  });

  test('that is built again under a running server is served new', async () => {
    writeFileSync(join(folder, 'icon.png'), Buffer.alloc(3_000, 8));
    expect((await get('/icon.png')).body).toHaveLength(3_000);
  });
});

async function fetchHead(path: string): Promise<string> {
  const { headers } = await fetch(`${server.url}${path}`, { headers: { 'accept-encoding': 'identity' } });
  return `etag: ${headers.get('etag')}`;
}

describe('compression', () => {
  test.each([
    { accept: 'gzip, deflate, br', encoding: 'br', decode: brotliDecompressSync },
    { accept: 'gzip', encoding: 'gzip', decode: gunzipSync },
    { accept: 'br;q=0, gzip;q=0.5', encoding: 'gzip', decode: gunzipSync },
  ])('$accept → $encoding', async ({ accept, encoding, decode }) => {
    const { head, body } = await get('/scenarios/x/', `Accept-Encoding: ${accept}\r\n`);
    expect(head).toContain(`content-encoding: ${encoding}`);
    expect(head).toContain('vary: accept-encoding');
    expect(decode(body).toString()).toBe(PAGE);
  });

  test('leaves images as they are', async () => {
    expect((await get('/icon.png', 'Accept-Encoding: br\r\n')).head).not.toContain('content-encoding');
  });

  test('nothing accepted means nothing encoded', () => expect(acceptedEncodings('')).toEqual([]));
});

test('files whose name carries a digest are kept for a year', async () => {
  const { head } = await get('/_astro/page.a1b2c3.js');
  expect(head).toContain('cache-control: public, max-age=31536000, immutable');
  expect(head).toContain('content-type: text/javascript');
});

test('HEAD has the headers and no body; other methods are refused', async () => {
  const head = await fetch(`${server.url}/`, { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(Number(head.headers.get('content-length'))).toBeGreaterThan(0);
  expect(await head.text()).toBe('');
  expect((await fetch(`${server.url}/`, { method: 'POST' })).status).toBe(405);
});

test.each([
  ...['/../../etc/passwd', '/..%2f..%2fetc/passwd', '/..%5c..%5cetc/passwd', '/%2e%2e/etc/passwd'],
  ...['/.git/config', '/link.txt', '/etc/passwd', '/index.html%00', '/%', '/scenarios/x/../../index.html'],
])('nothing is at %s', async (path) => {
  const { status, body } = await get(path);
  expect(status).toBe(404);
  expect(body.toString()).not.toContain('root:');
});

test('what is added and removed under the running server is noticed, at its own address', async () => {
  const [added, removed] = ['_astro/added.d4e5f6.js', '_astro/removed.a7b8c9.js'];
  writeFileSync(join(folder, removed), 'export {};');
  await expect.poll(async () => (await get(`/${removed}`)).status).toBe(200);
  rmSync(join(folder, removed));
  const { status, body } = await get(`/${removed}`);
  expect([status, JSON.parse(body.toString())]).toMatchObject([503, { code: 'site_missing' }]);
  expect((await get(`/${removed}`)).status).toBe(404);
  writeFileSync(join(folder, added), 'export {};');
  await expect.poll(async () => (await get(`/${added}`)).status).toBe(200);
});

test('no page is said to be missing while the site is built again, and all are there right after it', async () => {
  const [old, fresh] = ['old/index.html', 'fresh/index.html'];
  for (const path of ['old', 'fresh']) mkdirSync(join(folder, path));
  writeFileSync(join(folder, old), PAGE);
  await expect.poll(async () => (await get('/old/')).status).toBe(200);
  building = true;
  rmSync(join(folder, old));
  for (const path of ['/fresh/', '/old/', '/nowhere/', '/old/']) {
    const { status, body } = await get(path);
    expect([path, status, JSON.parse(body.toString())]).toMatchObject([path, 503, { code: 'site_missing' }]);
  }
  expect((await get('/scenarios/x/')).status).toBe(200);
  for (const path of [old, fresh]) writeFileSync(join(folder, path), PAGE);
  building = false;
  expect((await get('/fresh/')).status).toBe(200);
  expect((await get('/old/')).status).toBe(200);
  expect((await get('/nowhere/')).status).toBe(404);
});

test('a site that was not built says so', async () => {
  const bare = await testServer({ site: openSite(join(folder, 'nowhere'), () => false) });
  const answer = await fetch(`${bare.url}/`);
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ code: 'site_missing' });
  await bare.close();
});
