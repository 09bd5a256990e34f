// Owns the mock of somebody's API: Prism answers as the OpenAPI document promises; every request is logged.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Pool } from 'undici';
import { PlaybookError } from '../../errors/index.ts';
import { certifyServer } from '../certificates.ts';
import { forward } from '../fault-proxy/forward.ts';
import { startFaultProxy } from '../fault-proxy/index.ts';
import { listen, shut } from '../listen.ts';
import { sandboxHost } from '../name-server.ts';
import { RequestLog } from '../request-log.ts';
import type { Access, Around, RunningUpstream } from '../start-upstream.ts';
import { seededHex } from '../test-data/random.ts';
import { readOpenApi } from './document.ts';
import { guardedBody } from './json-guard.ts';
import { silentLogger } from './silent-logger.ts';

export interface Mock {
  readonly url: string;
  readonly log: RequestLog;
  close(): Promise<void>;
}

/** What a mock is made of. */
export interface MockOrder {
  /** What the sandbox calls it: the target of faults, and `sandbox:` of an environment. */
  readonly name: string;
  /** OpenAPI 3 document in YAML or JSON. */
  readonly file: string;
}

/**
 * Starts the mock on loopback. It answers with the document's examples, else with values of the schema's
 * types, the same ones each time; requests are held to the document too. Throws `usage` with the place in the file.
 */
export async function startMock({ name, file }: MockOrder): Promise<Mock> {
  const prism = await startPrism(readOpenApi(file), file);
  const pool = new Pool(prism.url);
  const log = new RequestLog(name);
  const server = createServer((request, response) => {
    const [path = '/'] = (request.url ?? '/').split('?');
    const entry = log.arrived(request.method ?? 'GET', path, (header) => request.headers[header]?.toString());
    response.once('finish', () => {
      entry.status = response.statusCode;
    });
    void answer(pool, request, response).catch(() => response.destroy());
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    log,
    async close() {
      await shut(server);
      await pool.destroy();
      await prism.close();
    },
  };
}

async function answer(pool: Pool, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await guardedBody(request, response);
  if (body === undefined) return;
  if ((await forward(pool, request, response, body)) !== 'answered') response.destroy();
}

export type RunningMock = Pick<RunningUpstream, 'log' | 'proxy' | 'servers' | 'close'> & {
  readonly access: Pick<Access, 'credentials'>;
};

/** Starts the mock with a fault proxy in front, as every upstream has one. Its key may be any; a seeded one is announced. */
export async function startMockUpstream(order: MockOrder, around: Around): Promise<RunningMock> {
  const { name } = order;
  const { authority, now, seed, names } = around;
  await using stack = new AsyncDisposableStack();
  const mock = await startMock(order);
  stack.defer(() => mock.close());
  const { good: leaf, bad: badLeaf } = await certifyServer(authority, name, now);
  const host = sandboxHost(name);
  const disturbName = names.add(host);
  const proxy = await startFaultProxy({
    ...{ upstream: mock.url, ca: authority.pem, leaf, badLeaf, disturbName },
  });
  stack.defer(() => proxy.close());
  const held = stack.move();
  return {
    access: { credentials: { [`${name}-key`]: `${name}_test_${seededHex(seed, `${name}-key`, 32)}` } },
    ...{ log: mock.log, proxy },
    servers: [{ name, url: proxy.url, host }],
    close: () => held.disposeAsync(),
  };
}

/** Loaded here alone: it takes about a second. */
async function startPrism(document: object, file: string): Promise<{ url: string; close(): Promise<void> }> {
  const [{ default: http }, { default: server }] = await Promise.all([
    import('@stoplight/prism-http'),
    import('@stoplight/prism-http-server'),
  ]);
  const operations = await http.getHttpOperationsFromSpec(document).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PlaybookError('usage', `${file} cannot be mocked: ${reason}`, { cause });
  });
  if (operations.length === 0)
    throw new PlaybookError('usage', `${file} has no operation, so there is nothing to mock.`);
  const prism = server.createServer(operations, {
    components: { logger: silentLogger },
    cors: false,
    config: {
      ...{
        isProxy: false,
        checkSecurity: true,
        validateRequest: true,
        validateResponse: true,
        errors: false,
      },
      mock: { dynamic: false },
      upstreamProxy: undefined,
    },
  });
  return { url: await prism.listen(0, '127.0.0.1'), close: () => prism.close() };
}
