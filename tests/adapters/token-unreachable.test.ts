// A token endpoint to which no connection leads: the transport's own class, and words that say what was asked for.
import { beforeAll, expect, test } from 'vitest';
import { makeCertificates } from '../support/certificates.ts';
import { closedAfterEach, json, serveHttp, serveHttps, serveRaw, serveSilence } from '../support/servers.ts';
import { ask, credentialWorld } from './support/credentials.ts';

let certificates: Awaited<ReturnType<typeof makeCertificates>>;
beforeAll(async () => {
  certificates = await makeCertificates();
});
const world = credentialWorld();
const closing = closedAfterEach();
const TOKEN = json(200, { access_token: 'tok-1', token_type: 'Bearer' });

async function gone(): Promise<string> {
  const { url, close } = await serveHttp(TOKEN);
  await close();
  return url;
}
const silent = async () => (await closing(serveSilence())).url;
const cut = async () => (await closing(serveRaw((socket) => socket.resetAndDestroy()))).url;
const expired = async () => (await closing(serveHttps(certificates.expired, TOKEN))).url;
const strange = async () => (await closing(serveHttps(certificates.selfSigned, TOKEN))).url;
const nameless = async () => 'http://nobody.invalid';

test.each([
  ['refused', gone, 'tcp', 'refused the connection.'],
  ['timeout', silent, 'first-byte', 'no answer in'],
  ['reset', cut, 'first-byte', 'closed the connection without an answer.'],
  ['tls-expired', expired, 'tls', 'has expired.'],
  ['tls-unknown-ca', strange, 'tls', 'an authority that is not trusted.'],
  ['unknown-host', nameless, 'dns', 'has no address.'],
] as const)('%s', async (cls, endpoint, phase, words) => {
  const ca = cls === 'tls-expired' ? [certificates.ca] : [];
  const outcome = await world.credentials().authorize(ask(await endpoint(), { deadlineMs: 700, ca }));
  expect(outcome).toMatchObject({
    ok: false,
    problem: { class: cls, outcome: 'fail', phase, message: expect.stringContaining(words) },
  });
  expect(outcome.ok || outcome.problem.message).toMatch(/^Asking for a token: /);
});

test('a run that is given up says that, and nothing of a token', async () => {
  const signal = AbortSignal.abort();
  const outcome = await world.credentials().authorize(ask(await silent(), { signal }));
  expect(outcome).toMatchObject({
    problem: { class: 'interrupted', outcome: 'error', message: 'The run was interrupted.' },
  });
});
