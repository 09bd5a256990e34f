// Owns the bodies that Prism never answers: one that says that it is JSON and is none leaves its request open for good.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasBody } from '../fault-proxy/forward.ts';

/** What Prism itself takes. */
const MAX_BYTES = 10 * 1024 * 1024;
const JSON_TYPE = /^application\/(?:[\w.+-]*\+)?json\s*(?:;|$)/i;

const claimsJson = (request: IncomingMessage): boolean =>
  hasBody(request) &&
  request.headers['content-length'] !== '0' &&
  JSON_TYPE.test(request.headers['content-type'] ?? '');

interface Refusal {
  readonly status: 400 | 413;
  readonly title: string;
  readonly detail: string;
}

async function read(request: IncomingMessage): Promise<Buffer | Refusal> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    // What comes beyond is read all the same, so that the answer is heard.
    if (bytes <= MAX_BYTES) chunks.push(chunk);
  }
  if (bytes > MAX_BYTES)
    return { status: 413, title: 'Body too large', detail: 'A mock takes 10 MiB at most.' };
  const body = Buffer.concat(chunks);
  try {
    JSON.parse(body.toString());
    return body;
  } catch (error) {
    return { status: 400, title: 'Malformed JSON', detail: (error as Error).message };
  }
}

function refuse(response: ServerResponse, { status, title, detail }: Refusal): void {
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title, status, detail }));
}

/** The body to forward, read whole where it says that it is JSON; undefined when it was refused. */
export async function guardedBody(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<IncomingMessage | Buffer | null | undefined> {
  if (!claimsJson(request)) return hasBody(request) ? request : null;
  const body = await read(request);
  if (Buffer.isBuffer(body)) return body;
  refuse(response, body);
  return undefined;
}
