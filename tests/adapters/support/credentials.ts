// Real credentials by reference for tests: a bindings file, a token endpoint on loopback, a clock that is set.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { createCredentials } from '../../../runbook-runner/adapters/credentials.ts';
import { createProcesses } from '../../../runbook-runner/adapters/node-process.ts';
import { createSecrets } from '../../../runbook-runner/adapters/secrets.ts';
import { createHttp } from '../../../runbook-runner/adapters/undici-http.ts';
import type { AuthMethod } from '../../../runbook-runner/playbook/schema/auth-method.ts';
import type { AuthRequest, CredentialSourceSpec } from '../../../runbook-runner/ports/credential.ts';
import { ROOT } from '../../architecture/source-tree.ts';
import { type Running, serveHttp } from '../../support/servers.ts';

export const OAUTH: AuthMethod = {
  kind: 'oauth2-client-credentials',
  tokenPath: '/oauth/token',
  clientId: 'client-id',
  clientSecret: 'client-secret',
  scopes: ['charges.read'],
};

export const SANDBOX: Readonly<Record<string, CredentialSourceSpec>> = {
  'client-id': { sandbox: 'pay-id' },
  'client-secret': { sandbox: 'pay-secret' },
};

export interface World {
  readonly method?: AuthMethod;
  readonly sources?: Readonly<Record<string, CredentialSourceSpec>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly bindings?: string;
  readonly sandbox?: Readonly<Record<string, string>> | undefined;
}

type Answer = readonly [status: number, body: unknown, headers?: Record<string, string>];

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

/** Made anew for each test, and gone after it. */
export function credentialWorld() {
  const http = createHttp();
  const world = {
    folder: '',
    now: new Date(),
    /** What the token endpoint was asked. */
    seen: [] as { authorization: string | undefined; body: string }[],
    /** What was told to be secret. */
    added: new Set<string>(),
    bindingsFile: () => join(world.folder, 'secrets.json'),
    clock: {
      now: () => world.now,
      monotonicMs: () => performance.now(),
      sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
    },

    /** A token endpoint that answers `answers` in turn, the last one again and again. */
    async tokens(...answers: readonly Answer[]): Promise<string> {
      const listener: RequestListener = async (request, response) => {
        world.seen.push({ authorization: request.headers.authorization, body: await bodyOf(request) });
        const turn = Math.min(world.seen.length, answers.length) - 1;
        const [status, body, headers] = answers[turn] ?? [500, {}];
        response.writeHead(status, { 'content-type': 'application/json', ...headers });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
      return world.serve(listener);
    },

    async serve(listener: RequestListener): Promise<string> {
      const server = await serveHttp(listener);
      servers.push(server);
      return server.url;
    },

    credentials({ method = OAUTH, sources = SANDBOX, variables = {}, bindings, ...more }: World = {}) {
      if (bindings !== undefined) writeFileSync(world.bindingsFile(), bindings, { mode: 0o600 });
      const add = (value: string) => void world.added.add(value);
      const sink = { add, addPassing: add };
      const seeded = 'sandbox' in more ? more.sandbox : { 'pay-id': 'id-1', 'pay-secret': 's3cret value' };
      const { clock } = world;
      const machine = { variables, file: world.bindingsFile(), root: ROOT, process: createProcesses({}) };
      const secrets = createSecrets({ ...machine, sandbox: async () => seeded, sink });
      const lookup = (_integration: string, _environment: string, auth: string) =>
        auth === 'pay' ? { method, credentials: sources } : undefined;
      const refreshTokens = join(world.folder, 'refresh-tokens');
      return createCredentials({ http, clock, secrets, lookup, sink, refreshTokens });
    },
  };
  const servers: Running[] = [];
  beforeEach(() => {
    world.folder = mkdtempSync(join(tmpdir(), 'playbook-secrets-'));
    world.now = new Date('2026-01-01T00:00:00Z');
    world.seen = [];
    world.added.clear();
  });
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
    rmSync(world.folder, { recursive: true });
  });
  return world;
}

export function ask(baseUrl: string, more: Partial<AuthRequest> = {}): AuthRequest {
  const { signal } = new AbortController();
  const where = { integration: 'lumenpay', environment: 'staging', auth: 'pay', baseUrl };
  return { ...where, ca: [], loopback: true, signal, deadlineMs: 2000, ...more };
}
