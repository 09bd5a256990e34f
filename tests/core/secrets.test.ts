import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { Environment } from '../../runbook-runner/playbook/schema/environment.ts';
import { Integration } from '../../runbook-runner/playbook/schema/integration.ts';
import type { Binding } from '../../runbook-runner/ports/secrets.ts';
import { aCheck, mapOf } from './support/playbook.ts';
import { aWorld, type World } from './support/world.ts';

const bound: Record<string, readonly Binding[]> = {};
const secrets = {
  ...{
    file: '/nowhere',
    bindings: async () => bound,
    approvals: async () => ({}),
    refusal: async () => undefined,
  },
  async bind(name: string, uses: readonly Binding[]) {
    bound[name] = uses;
  },
  ...{ approve: async () => undefined, test: async () => ({ ok: false, message: 'none' }) as const },
};

let world: World;
beforeEach(async () => {
  world = await aWorld({
    secrets,
    kinds: () => ({ checks: checkKinds, actions: new Map(), faults: new Map() }),
  });
});
afterEach(() => world.end());

test('a key that does not fit the certificate of its environment is told where it is tested, once it is bound', async () => {
  const message = 'The key is not the one that the client certificate was made for.';
  const problem = { class: 'credential-unusable', outcome: 'error', message } as const;
  const own = await aWorld({
    secrets: { ...secrets, test: async () => ({ ok: true, length: 'long', remarks: [] }) as const },
    passage: { open: async () => ({ ok: false, problem }) as const },
    kinds: () => ({ checks: checkKinds, actions: new Map(), faults: new Map() }),
  });
  const { playbook } = own.script;
  const [[id, page] = []] = playbook.integrations;
  if (id === undefined || page === undefined) throw new Error('The playbook has no integration.');
  const production = {
    ...{
      baseUrl: 'https://api.upstream.example',
      credentials: { 'tls-key': env('KEY'), other: env('OTHER') },
    },
    clientCertificate: { cert: 'own.pem', key: 'tls-key' },
  };
  const parsed = Environment.parse(production);
  const integration = { ...page.integration, environments: { production: parsed } };
  own.script.playbook = { ...playbook, integrations: new Map([[id, { ...page, integration }]]) };
  const tested = async () =>
    (await own.runner.testSecrets([], new AbortController().signal)).map(({ value }) => value.ok);
  expect(await tested()).toEqual([true, true]);
  await own.runner.bindSecrets([`${id}.production.tls-key`]);
  expect(await tested()).toEqual([false, true]);
  await own.end();
});

const env = (name: string) => ({ env: name, obtain: 'Ask.' });

test('a secret is bound to the further addresses where checks use it, and to no other', async () => {
  const { playbook } = world.script;
  const [id, page] = [...playbook.integrations][0] ?? [];
  if (id === undefined || page === undefined) throw new Error('The playbook has no integration.');
  const credentials = { one: env('ONE'), other: env('OTHER') };
  const [files, reports, docs] = ['files', 'reports', 'docs'].map(
    (name) => `https://${name}.upstream.example`,
  );
  const origins = { files: { baseUrl: files }, reports: { baseUrl: reports }, docs: { baseUrl: docs } };
  const method = (key: string) => ({ kind: 'api-key', header: 'x-key', key });
  const integration = Integration.parse({
    ...page.integration,
    baseline: { revision: 'r1', recorded: '2026-11-01', errorRate: 0, latency: { p50: '10ms', p95: '20ms' } },
    auth: { one: method('one'), other: method('other') },
    environments: { production: { baseUrl: 'https://api.upstream.example', credentials, origins } },
    limits: { concurrency: 4 },
  });
  const probing = (check: string, origin: string | undefined, auth: string | undefined) => ({
    ...aCheck(check, { kind: 'http', ...(origin ? { origin } : {}) }),
    probe: checkKinds.get('http')?.schema.parse({ request: { path: '/', ...(auth ? { auth } : {}) } }),
  });
  const checks = mapOf(
    probing('a', undefined, 'one'),
    probing('b', 'files', 'one'),
    probing('c', 'reports', 'one'),
    probing('d', 'docs', undefined),
  );
  world.script.playbook = { ...playbook, checks, integrations: new Map([[id, { ...page, integration }]]) };
  const hosts = async () =>
    (await world.runner.bindSecrets([])).map(({ name, bound: to }) => [name, to.map(({ host }) => host)]);
  expect(await hosts()).toEqual([
    [
      'upstream.production.one',
      ['api.upstream.example', 'files.upstream.example', 'reports.upstream.example'],
    ],
    ['upstream.production.other', ['api.upstream.example']],
  ]);
  expect((await world.runner.secrets([])).map(({ state }) => state)).toEqual(['bound', 'bound']);
  const more = new Map([...checks, ['e', probing('e', 'docs', 'other')] as const]);
  world.script.playbook = { ...world.script.playbook, checks: more };
  await new Promise((resolve) => setTimeout(resolve, 40));
  const [, other] = await world.runner.secrets([]);
  expect(other?.state).toBe('elsewhere');
});
