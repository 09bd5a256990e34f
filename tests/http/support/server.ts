// A running server for tests of the edge, with ways to ask it as a page, as a terminal, or byte by byte.
import { createHash, randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { nodeListener } from '../../../runbook-runner/adapters/http-server.ts';
import { createPairings, type Pairings } from '../../../runbook-runner/http/pairing.ts';
import { type RunningServer, type ServerOptions, startServer } from '../../../runbook-runner/http/serve.ts';
import type { ClockPort } from '../../../runbook-runner/ports/clock.ts';
import type { SitePort } from '../../../runbook-runner/ports/site.ts';
import { realClock } from './clock.ts';
import { type StubRunner, stubRunner } from './stub-runner.ts';

export interface TestServer extends RunningServer {
  readonly runner: StubRunner;
  readonly pairings: Pairings;
  readonly controlToken: string;
  readonly origin: string;
  readonly reported: unknown[];
  /** A token of a browser that was paired on `origin`. */
  token(origin?: string): string;
  /** As a page of this server would ask, with a token. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Sends bytes as they are; resolves with all that comes back. */
  raw(bytes: string, waitMs?: number): Promise<string>;
}

const emptySite: SitePort = { file: () => undefined, building: () => false };

export async function testServer(
  options: Partial<ServerOptions> & { clock?: ClockPort } = {},
): Promise<TestServer> {
  const runner = (options.runner as StubRunner | undefined) ?? stubRunner();
  const clock = options.clock ?? realClock;
  const pairings = options.pairings ?? createPairings({ clock, owner: runner.owner });
  const controlToken = randomBytes(32).toString('base64url');
  const reported: unknown[] = [];
  const server = await startServer({
    ...{ clock, listener: nodeListener, site: emptySite, version: '0.0.0', port: 0 },
    report: (error) => reported.push(error),
    ...options,
    ...{ runner, pairings, controlToken },
  });
  const origin = server.url;
  const token = (from = origin) => pairings.redeem(pairings.createLink().code, from).token;
  return {
    ...{ ...server, runner, pairings, controlToken, origin, reported, token },
    ask: (method, path, body, headers) =>
      fetch(`${server.url}${path}`, {
        method,
        redirect: 'manual',
        headers: { ...pageHeaders(origin, token()), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    raw: (bytes, waitMs) => raw(server.port, bytes, waitMs),
  };
}

export function pageHeaders(origin: string, token: string): Record<string, string> {
  return {
    origin,
    'sec-fetch-site': 'same-origin',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'x-playbook-client': '1',
  };
}

export function raw(port: number, bytes: string, waitMs = 2_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const parts: Uint8Array[] = [];
    const done = () => {
      socket.destroy();
      resolve(Buffer.concat(parts).toString('latin1'));
    };
    socket.setTimeout(waitMs, done);
    socket.on('data', (part: Buffer) => parts.push(part));
    socket.on('close', done);
    socket.on('error', reject);
  });
}

/** Status of a raw answer, or 0 when there is none. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);

export function verifierPair(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** Lines of an NDJSON answer. */
export async function events(response: Response): Promise<Record<string, unknown>[]> {
  const text = await response.text();
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
