// What the sandbox's tests share: a sandbox in this process, a client that trusts it, a runner that finds it, waiting for
// a condition.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import type { Runner } from '../../runbook-runner/core/runner.ts';
import type { FaultOrder } from '../../runbook-runner/ports/sandbox.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../runbook-runner/sandbox/index.ts';
import type { Access } from '../../runbook-runner/sandbox/start-upstream.ts';
import { warmUp } from '../../runbook-runner/sandbox/warm-up.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

export interface Ask {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly form?: string;
}

export interface Client {
  ask(path: string, ask?: Ask): Promise<Answer>;
  close(): Promise<void>;
}

/** A client of one server, with the User-Agent of a test. */
export const clientOf = (url: string, ca: string, clientCertificate?: Access['clientCertificate']): Client =>
  clientOver(new Pool(url, { connect: { ca, ...clientCertificate } }));

function clientOver(pool: Pool): Client {
  return {
    async ask(path, { method = 'GET', token, headers = {}, json, form } = {}) {
      const type = form === undefined ? 'application/json' : 'application/x-www-form-urlencoded';
      const sent = form ?? (json === undefined ? undefined : JSON.stringify(json));
      const response = await pool.request({
        method,
        path,
        headers: {
          'user-agent': 'test/1',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(sent === undefined ? {} : { 'content-type': type }),
          ...headers,
        },
        body: sent ?? null,
      });
      const text = await response.body.text();
      const isJson = /json$|json;/.test(String(response.headers['content-type']));
      return {
        status: response.statusCode,
        headers: response.headers,
        body:
          text !== '' && isJson && !String(response.headers['content-type']).includes('ndjson')
            ? JSON.parse(text)
            : text,
      };
    },
    close: () => pool.destroy(),
  };
}

/** A client of an upstream as its consumers reach it. */
export const clientOfAccess = ({ url, ca, lookup, clientCertificate }: Access): Client =>
  clientOver(new Pool(url, { connect: { ca, lookup, ...clientCertificate } }));

export interface World extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** Lumenpay through the fault proxy, as consumers see it. */
  readonly lumenpay: Client;
  readonly orderSync: Client;
  readonly operator: string;
  readonly ledger: Client;
  readonly ledgerOperator: string;
  /** A new access token of Lumenpay. */
  token(scope?: string): Promise<string>;
  close(): Promise<void>;
}

/** Warm as its process announces itself: else the first second of latencies says something of the start. */
async function startWarm(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox(options);
  await warmUp(Object.values(sandbox.upstreams));
  return sandbox;
}

export interface Beside {
  readonly sandbox: Sandbox;
  readonly runner: Runner;
  close(): Promise<void>;
}

/** A sandbox, and a runner that finds it by its state folder; `root` holds the playbook. */
export async function openBeside(root = process.cwd()): Promise<Beside> {
  // Most tests of the sandbox need none of the program.
  const { compose } = await import('../../runbook-runner/compose.ts');
  const home = mkdtempSync(join(tmpdir(), 'beside-sandbox-'));
  const sandbox = await startWarm({ stateFolder: home });
  const runner = await compose(root, { PLAYBOOK_HOME: home }, [], { once: true });
  return {
    ...{ sandbox, runner },
    async close() {
      await runner.close();
      await sandbox.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

export async function openWorld(options: SandboxOptions = {}): Promise<World> {
  const sandbox = await startWarm(options);
  const { ca, credentials, servers } = sandbox.status();
  const urlOf = (name: string): string => servers.find((server) => server.name === name)?.url ?? '';
  const lumenpay = clientOf(urlOf('lumenpay'), ca);
  const orderSync = clientOf(urlOf('order-sync'), ca);
  const ledger = clientOf(urlOf('ledger-export'), ca);
  const close = async () => {
    await Promise.all([lumenpay.close(), orderSync.close(), ledger.close()]);
    await sandbox.close();
  };
  return {
    sandbox,
    lumenpay,
    orderSync,
    operator: credentials['order-sync-operator-token'] ?? '',
    ledger,
    ledgerOperator: credentials['ledger-export-operator-token'] ?? '',
    async token(scope = '') {
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        scope,
        client_id: credentials['lumenpay-client-id'] ?? '',
        client_secret: credentials['lumenpay-client-secret'] ?? '',
      }).toString();
      const { body } = await lumenpay.ask('/oauth/token', { method: 'POST', form });
      return String((body as { access_token: unknown }).access_token);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** A fault on Lumenpay of ten minutes, or as long as is said. */
export function fault(kind: string, options: FaultOrder['options'], durationMs = 600_000): FaultOrder {
  return { id: `test-${kind}`, title: `Test of ${kind}`, target: 'lumenpay', durationMs, kind, options };
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds until the condition held; throws when it did not in time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 15_000,
): Promise<number> {
  const began = performance.now();
  while (performance.now() - began < timeoutMs) {
    if (await condition()) return performance.now() - began;
    await sleep(20);
  }
  throw new Error(`Not within ${timeoutMs} ms: ${what}`);
}
