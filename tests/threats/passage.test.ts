// A client certificate and a proxy on the way: their secrets wait for approval and binding, and show up nowhere.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Runner } from '../../runbook-runner/core/runner.ts';
import {
  type Authority,
  forNames,
  issue,
  type Leaf,
  makeAuthority,
  usedFor,
} from '../support/certificates.ts';
import { type RunningProxy, serveMutual, serveProxy } from '../support/proxy.ts';
import type { Running } from '../support/servers.ts';
import { INTEGRATION } from './support/content.ts';
import { asOwner } from './support/owner.ts';
import { startWorld, type World } from './support/world.ts';

const PLACE = '    metadata: {';
const MUTUAL = `    mutual:
      baseUrl: https://upstream.invalid
      ca: ca.pem
      clientCertificate: { cert: own.pem, key: tls-key }
      proxy: { from: environment }
      credentials: { key: { sandbox: upstream-key }, tls-key: { env: THREATS_TLS_KEY, obtain: nowhere } }
`;
/** Commits are looked at on this machine; only records are asked of the environment. */
const CHANGES = (sources: string) => `title: Nothing was changed
integration: upstream
kind: change
window: 1h
sources: [${sources}]
`;

let authority: Authority;
let own: Leaf;
let upstream: Running;
let proxy: RunningProxy;
let machine: string;
let world: World;
const environment = () => ({ PLAYBOOK_HOME: world.home, PLAYBOOK_SECRETS: join(machine, 'secrets.json') });

beforeAll(async () => {
  machine = mkdtempSync(join(tmpdir(), 'machine-'));
  authority = await makeAuthority('CN=Test authority');
  own = await issue(authority, { subject: 'CN=order-sync', extensions: [usedFor('1.3.6.1.5.5.7.3.2')] });
  const leaf = await issue(authority, { extensions: [forNames(['upstream.invalid'])] });
  upstream = await serveMutual(leaf, authority, { echo: own.key });
  proxy = await serveProxy(upstream.port);
  world = await startWorld({
    content: {
      'docs/integrations/upstream.mdx': INTEGRATION.replace(PLACE, `${MUTUAL}${PLACE}`),
      'checks/commits.yaml': CHANGES('{ git: { paths: [.] } }'),
      'checks/records.yaml': CHANGES('{ records: { name: deploys, path: /, time: $.at, title: $.client } }'),
    },
    environment: {
      ...{ THREATS_TLS_KEY: own.key, HTTPS_PROXY: proxy.url, CI: 'false' },
      PLAYBOOK_SECRETS: join(machine, 'secrets.json'),
    },
  });
  writeFileSync(join(world.root, 'ca.pem'), authority.pem);
  writeFileSync(join(world.root, 'own.pem'), own.cert);
});
afterAll(async () => {
  await world.close();
  await Promise.all([proxy.close(), upstream.close()]);
  rmSync(machine, { recursive: true });
});

const owner = <Result>(work: (runner: Runner) => Promise<Result>) => asOwner(world.root, environment(), work);

const ask = (check = 'ping') => world.check(check, { environment: 'mutual' });
const needsApproval = { status: 409, problem: { code: 'approval_needed' } };

const approve = (check = 'ping') =>
  owner(async (runner) => {
    const shown = await runner.approvals({ ids: [check], environment: 'mutual' });
    await runner.approve(shown, 'Ada');
    return shown;
  });

/** The key, its body without line ends, and each line of it. */
function formsOfKey(): string[] {
  const lines = own.key.split('\n').filter((line) => line !== '' && !line.startsWith('-----'));
  return [own.key, JSON.stringify(own.key).slice(1, -1), lines.join(''), ...lines];
}

test('a check without a login of its own answers 409 too: the key of the certificate is a secret', async () => {
  expect(await ask()).toMatchObject(needsApproval);
  const [shown] = await approve();
  expect(shown?.secrets).toMatchObject([
    { credential: 'tls-key', slot: 'clientCertificate.key (TLS client certificate)' },
  ]);
  expect(Object.fromEntries(shown?.address ?? [])).toMatchObject({
    ...{ 'clientCertificate.cert': 'own.pem', 'clientCertificate.key': 'tls-key' },
    ...{ 'proxy.from': 'environment', ownCertificate: expect.stringMatching(/^sha256-/) },
  });
});

test('a key that is not bound to the host is not used, and nobody is asked', async () => {
  expect((await ask()).result).toMatchObject({
    status: 'error',
    problem: { class: 'secret-not-allowed', message: expect.stringContaining('tls-key is not bound to') },
  });
  expect(proxy.connections() + upstream.connections()).toBe(0);
});

test('bound and approved, it opens the way, and an upstream that echoes the key shows it to nobody', async () => {
  await owner((runner) => runner.bindSecrets(['upstream.mutual.tls-key']));
  const { result } = await ask();
  expect(result).toMatchObject({ status: 'pass', phases: { proxyMs: expect.any(Number) } });
  expect(proxy.asked.map(({ target }) => target)).toEqual(['upstream.invalid:443']);
  const shown = JSON.stringify(result) + (await (await world.ask('GET', `/api/runs/${result?.run}`)).text());
  expect(shown).toContain('order-sync');
  expect(shown).toContain('[redacted]');
  for (const form of formsOfKey()) {
    expect(shown).not.toContain(form);
    expect(world.output()).not.toContain(form);
    expect(readFileSync(join(machine, 'approvals.json'), 'utf8')).not.toContain(form);
  }
});

test('records of changes are asked for on the same way, and commits without one', async () => {
  expect(await ask('records')).toMatchObject(needsApproval);
  await approve('records');
  expect((await ask('records')).result).toMatchObject({
    assertions: [{ detail: expect.stringContaining('"client":"order-sync"') }, { assertion: 'changes' }],
  });
  expect((await ask('commits')).result).toMatchObject({ kind: 'change', status: expect.any(String) });
});

test('another certificate in the repository waits for approval; one whose key is another is told', async () => {
  const other = await issue(authority, { subject: 'CN=other' });
  writeFileSync(join(world.root, 'own.pem'), other.cert);
  expect(await ask()).toMatchObject(needsApproval);
  await approve();
  expect((await ask()).result).toMatchObject({
    status: 'error',
    problem: {
      class: 'credential-unusable',
      message: 'The key is not the one that the client certificate was made for.',
    },
  });
  rmSync(join(world.root, 'own.pem'));
  await approve();
  expect((await ask()).result?.problem).toMatchObject({
    class: 'credential-unusable',
    message: 'The client certificate own.pem cannot be read.',
  });
});
