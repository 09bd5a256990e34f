// Every way for a document to be none, as raw servers: what no kind that reads documents may take for an answer.
import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { json, type Running, serveHttp, serveRaw, serveSilence } from '../support/servers.ts';

const text = (type: string, body: string | Buffer): RequestListener =>
  function answer(_request, response) {
    response.writeHead(200, { 'content-type': type });
    response.end(body);
  };

const raw =
  (...lines: string[]) =>
  (socket: Socket) =>
    void socket.end(lines.join('\r\n'));

/** A port where nothing listens. */
async function nothing(): Promise<Running> {
  const server = await serveHttp(() => {});
  await server.close();
  return server;
}

interface Bad {
  readonly name: string;
  readonly serve: () => Promise<Running>;
  /** What the reader is told. */
  readonly says: RegExp;
}

export const BAD_DOCUMENTS: readonly Bad[] = [
  { name: 'nobody answers', serve: nothing, says: /refused/i },
  { name: 'a server that never says a word', serve: () => serveSilence(), says: /no answer in/ },
  { name: 'the page is down', serve: () => serveHttp(json(503, {})), says: /status 503, not 200/ },
  { name: 'no such page', serve: () => serveHttp(json(404, {})), says: /status 404, not 200/ },
  {
    name: 'a redirect',
    serve: () =>
      serveHttp(
        (_request, response) =>
          void response.writeHead(302, { location: 'https://elsewhere.example/' }).end(),
      ),
    says: /redirects to https:\/\/elsewhere\.example\//,
  },
  {
    name: 'an empty body',
    serve: () => serveHttp(text('application/json', '')),
    says: /empty|no sample|none/i,
  },
  {
    name: 'HTML',
    serve: () => serveHttp(text('text/html', '<!doctype html>\n<html><body>We are fine</body></html>\n')),
    says: /not JSON|no sample|no OpenAPI/i,
  },
  {
    name: 'half a document',
    serve: () =>
      serveRaw(
        raw('HTTP/1.1 200 OK', 'content-type: application/json', 'content-length: 500', '', '{"data": ['),
      ),
    says: /body|closed|ended|cut/i,
  },
  {
    name: 'cut JSON',
    serve: () => serveHttp(text('application/json', '{"page": {"name": "L')),
    says: /not JSON|no sample|cannot be read/i,
  },
  {
    name: 'bytes that are no UTF-8',
    serve: () => serveHttp(text('application/json', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))),
    says: /UTF-8/,
  },
  {
    name: 'a huge document',
    serve: () => serveHttp(text('application/json', Buffer.alloc(20 * 1024 * 1024, 0x5b))),
    says: /larger|1 MiB|MiB/i,
  },
  {
    name: 'JSON nested too deep',
    serve: () => serveHttp(text('application/json', `${'['.repeat(5000)}${']'.repeat(5000)}`)),
    says: /nested|no sample/i,
  },
];
