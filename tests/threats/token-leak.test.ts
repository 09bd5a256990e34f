// A token is never where others can read it, and dies early rather than late.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeClock } from '../http/support/clock.ts';
import { pageHeaders, type TestServer, testServer, verifierPair } from '../http/support/server.ts';

const clock = fakeClock();
let server: TestServer;
beforeEach(async () => {
  server = await testServer({ clock });
});
afterEach(() => server.close());

const open = (path: string, body: object) => server.ask('POST', path, body, { authorization: '' });

test('a replayed code, a late code and a guessed code answer 401', async () => {
  const { code } = server.pairings.createLink();
  expect((await open('/api/pairings/redeem', { code })).status).toBe(200);
  expect((await open('/api/pairings/redeem', { code })).status).toBe(401);
  const late = server.pairings.createLink();
  clock.advance(60_000);
  expect((await open('/api/pairings/redeem', { code: late.code })).status).toBe(401);
  expect((await open('/api/pairings/redeem', { code: 'A'.repeat(43) })).status).toBe(401);
});

test('a token or code in an address answers 400, on pages and on the API', async () => {
  const token = server.token();
  for (const path of [`/?token=${token}`, `/api/status?token=${token}`, `/api/health?a=1&Token=${token}`]) {
    const answer = await server.ask('GET', path);
    expect(answer.status, path).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'token_in_url' });
  }
  expect((await server.ask('GET', '/api/status?code=x')).status).toBe(400);
});

test('only who asked, on the origin that asked, gets the token; and only once', async () => {
  const { verifier, challenge } = verifierPair();
  const created = await open('/api/pairings', { challenge });
  expect(created.status).toBe(201);
  const { id } = (await created.json()) as { id: string };
  server.pairings.confirm(id);
  const claim = `/api/pairings/${id}/claim`;
  expect((await open(claim, { verifier: verifierPair().verifier })).status).toBe(401);
  const elsewhere = { authorization: '', origin: `http://localhost:${server.port}` };
  expect((await server.ask('POST', claim, { verifier }, elsewhere)).status).toBe(401);
  const given = await open(claim, { verifier });
  expect(given.status).toBe(200);
  expect(given.headers.get('cache-control')).toBe('no-store');
  expect(given.headers.get('set-cookie')).toBeNull();
  expect((await open(claim, { verifier })).status).toBe(404);
});

test('no page without an origin can be paired', async () => {
  const { challenge } = verifierPair();
  const answer = await fetch(`${server.url}/api/pairings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-playbook-client': '1' },
    body: JSON.stringify({ challenge }),
  });
  expect(answer.status).toBe(403);
});

test('a page cannot confirm its own pairing', async () => {
  const { challenge } = verifierPair();
  const { id } = (await (await open('/api/pairings', { challenge })).json()) as { id: string };
  expect((await server.ask('POST', `/api/pairings/${id}/confirm`, {})).status).toBe(401);
  expect((await server.ask('POST', '/api/pairings/links', {})).status).toBe(401);
  const stolen = { authorization: `Bearer ${server.controlToken}` };
  expect((await server.ask('POST', `/api/pairings/${id}/confirm`, {}, stolen)).status).toBe(401);
});

test('a flood of pairing requests answers 429, and a label cannot write to the terminal', async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 12; index += 1) {
    statuses.push((await open('/api/pairings', { challenge: verifierPair().challenge })).status);
  }
  expect(statuses).toEqual([...Array(8).fill(201), ...Array(4).fill(429)]);
  const label = '\u001b[2JAda';
  const answer = await open('/api/pairings', { challenge: verifierPair().challenge, label });
  expect(answer.status).toBe(422);
});

test('a token ends by revocation, after 12 hours, and with the runner', async () => {
  const status = (token: string, url = server.url) =>
    fetch(`${url}/api/status`, { headers: pageHeaders(server.origin, token) }).then((one) => one.status);
  const revoked = server.token();
  await fetch(`${server.url}/api/pairings/current`, {
    method: 'DELETE',
    headers: pageHeaders(server.origin, revoked),
  });
  expect(await status(revoked)).toBe(401);
  const old = server.token();
  clock.advance(12 * 3_600_000 - 1);
  expect(await status(old)).toBe(200);
  clock.advance(1);
  expect(await status(old)).toBe(401);
  const orphan = server.token();
  await server.close();
  expect(server.pairings.identify(orphan, server.origin)).toBeUndefined();
});
