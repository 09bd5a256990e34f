// Owns the direct way of one exchange: request in, the same request out, the response back as it comes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Dispatcher, Pool } from 'undici';

/** How the client's side ends: with an answer, by a reset (RST), or closed where the answer stands. */
export type Ending = 'answered' | 'reset' | 'cut';

/** Headers that belong to one connection (RFC 9110 §7.6.1), and Host, which the pool sets. */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'host',
]);

/** Names and values in turn, without those of one connection. */
export function endToEnd(flat: readonly (string | Buffer)[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    const name = String(flat[index]);
    if (!HOP_BY_HOP.has(name.toLowerCase())) kept.push(name, flat[index + 1]?.toString('latin1') ?? '');
  }
  return kept;
}

export const hasBody = (request: IncomingMessage): boolean =>
  request.headers['content-length'] !== undefined || request.headers['transfer-encoding'] !== undefined;

function relay(
  request: IncomingMessage,
  response: ServerResponse,
  settle: (ending: Ending) => void,
): Dispatcher.DispatchHandler {
  const { socket } = request; // the request loses it when the client goes away
  return {
    onRequestStart(controller) {
      response.once('close', () => {
        if (!response.writableFinished) controller.abort(new Error('The client went away.'));
      });
    },
    onResponseStart(controller, status, _headers, statusText) {
      response.writeHead(status, statusText ?? '', endToEnd(controller.rawHeaders as Buffer[]));
    },
    onResponseData(controller, chunk) {
      if (response.write(chunk)) return;
      controller.pause();
      response.once('drain', () => controller.resume());
    },
    onResponseEnd() {
      response.end();
      settle('answered');
    },
    onResponseError() {
      settle(socket.destroyed ? 'answered' : 'reset');
    },
  };
}

/** Forwards one exchange; a reset when the upstream broke it off, so that the caller breaks its side too. */
export function forward(
  pool: Pool,
  request: IncomingMessage,
  response: ServerResponse,
  body: IncomingMessage | Buffer | null = hasBody(request) ? request : null,
): Promise<Ending> {
  return new Promise((resolve) => {
    pool.dispatch(
      {
        path: request.url ?? '/',
        method: (request.method ?? 'GET') as Dispatcher.HttpMethod,
        headers: endToEnd(request.rawHeaders),
        body,
      },
      relay(request, response, resolve),
    );
  });
}
