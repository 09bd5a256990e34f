// Turns any error into the one form the API answers with: a problem document (RFC 9457).
import { HTTPException } from 'hono/http-exception';
import { CODES, type ErrorCode, PlaybookError } from '../errors/index.ts';
import type { Diagnostic } from '../playbook/playbook.ts';
import type { PlainAnswer } from '../ports/listener.ts';
import { counted } from '../ports/spoken.ts';
import type { ProblemDocument } from './schemas/answers.ts';

/** Seconds that a client is told to wait where the error does not say. */
const RETRY_AFTER_SECONDS = 2;

/** What a 401 asks for (RFC 9110 §15.5.2), where it is no token of a page. */
const CHALLENGES: Partial<Record<ErrorCode, string>> = { webhook_refused: 'StandardWebhooks' };

/** The error as one of ours. What we did not foresee says nothing of itself: its message may hold a secret. */
export function asPlaybookError(error: unknown): PlaybookError {
  if (error instanceof PlaybookError) return error;
  if (error instanceof HTTPException && error.status === 400) {
    return new PlaybookError('malformed_request', 'The request body is not JSON.');
  }
  if (error instanceof HTTPException && error.status === 415) {
    return new PlaybookError('media_type_refused', 'The request body is not application/json.');
  }
  return new PlaybookError('internal', 'The runner met an error that it did not expect.', {
    cause: error,
    hint: 'The terminal of the runner shows it.',
  });
}

export function problemDocument(error: PlaybookError): ProblemDocument {
  const hint = hintOf(error);
  return {
    ...error.data,
    type: `/reference/errors/#${error.code}`,
    title: CODES[error.code].title,
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(error.code === 'invalid_playbook' ? firstFault(error) : {}),
    ...(hint === undefined ? {} : { hint }),
    ...(error.location === undefined ? {} : { location: error.location }),
  };
}

/** The core names the flag of a command; a request has a member for it. */
function hintOf({ code, hint, data }: PlaybookError): string | undefined {
  return code === 'quota_short'
    ? `Try again in ${counted(Number(data?.retryAfter), 'second')}, or send "force": true.`
    : hint;
}

/** A page has no room for a list: it gets the first fault with its place, and the command that lists the rest. */
function firstFault({ data, message }: PlaybookError): { detail: string; hint: string } {
  const hint = 'Fix it and press again; `npm run -s playbook -- lint` lists all of them.';
  const first = (data?.diagnostics as readonly Diagnostic[] | undefined)?.[0];
  if (first === undefined) return { detail: message, hint };
  const { file, line, column } = first.location;
  return { detail: `The first: ${file}:${line}:${column} ${first.message}`, hint };
}

function headersOf(error: PlaybookError): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
  };
  if (error.status === 401) headers['www-authenticate'] = CHALLENGES[error.code] ?? 'Bearer realm="playbook"';
  if (error.status === 429 || error.status === 503)
    headers['retry-after'] = String(error.data?.retryAfter ?? RETRY_AFTER_SECONDS);
  if (error.status === 405) headers.allow = String(error.data?.allow ?? 'GET, HEAD');
  if (error.status === 413) headers.connection = 'close';
  return headers;
}

export function problemResponse(error: PlaybookError): Response {
  return new Response(`${JSON.stringify(problemDocument(error))}\n`, {
    status: error.status,
    headers: headersOf(error),
  });
}

/** The same, for answers that are written before there is a request object; HTTP may have a status of its own for them. */
export function plainProblem(error: PlaybookError, status: number = error.status): PlainAnswer {
  return {
    status,
    headers: headersOf(error),
    body: `${JSON.stringify({ ...problemDocument(error), status })}\n`,
  };
}
