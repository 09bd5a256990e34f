// A service with an operator API on loopback: settings with revisions, kept in memory and changed by merge patches.
import { createServer } from 'node:http';
import { mergePatch } from '../../runbook-runner/ports/merge-patch.ts';
import { listen, type Running } from '../support/servers.ts';

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, unknown>>;
}

export interface ConfigService extends Running {
  config: Record<string, unknown>;
  revision: number;
  /** Requests that change something. */
  readonly changes: Seen[];
  /** What a request is answered with instead, for once; the connection is reset by 'reset'. */
  next: { readonly status: number } | 'reset' | undefined;
  /** Called after a read was answered: what someone else does meanwhile. */
  onRead: (() => void) | undefined;
  /** Header of the revision; undefined sends none. */
  etag: ((revision: number) => string) | undefined;
}

export async function configService(config: Record<string, unknown>): Promise<ConfigService> {
  const changes: Seen[] = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { method = '', url = '', headers } = request;
    const answer = (status: number, body: unknown) => {
      const etag = service.etag?.(service.revision);
      response.writeHead(status, { 'content-type': 'application/json', ...(etag ? { etag } : {}) });
      response.end(JSON.stringify(body));
    };
    if (method === 'GET') {
      answer(200, { revision: service.revision, config: service.config });
      return service.onRead?.();
    }
    changes.push({ method, path: url, body: JSON.parse(text), headers });
    const { next } = service;
    service.next = undefined;
    if (next === 'reset') return request.socket.resetAndDestroy();
    if (next) return answer(next.status, { title: 'no' });
    if (headers['if-match'] !== `"${service.revision}"`) return answer(412, { title: 'Changed meanwhile' });
    service.config = mergePatch(service.config, JSON.parse(text)) as Record<string, unknown>;
    service.revision += 1;
    answer(200, { revision: service.revision });
  });
  const service: ConfigService = {
    ...(await listen(server, 'http')),
    ...{ config, revision: 7, changes, next: undefined, onRead: undefined },
    etag: (revision) => `"${revision}"`,
  };
  return service;
}
