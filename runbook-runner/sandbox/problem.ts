// Owns how the sandbox's servers say no: problem details (RFC 9457), with the request's id.
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';

export interface Said {
  readonly status: ContentfulStatusCode;
  /** For programs, stable. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where the request is wrong, by JSON pointers into its body (RFC 9457 §3.1.5 shows such an extension). */
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

/** A problem document; `type` is a relative reference that the contract's text explains. */
export function problem(context: Context, said: Said): Response {
  const requestId = context.res.headers.get('x-request-id');
  const body = {
    type: `/problems/${said.code}`,
    title: said.title,
    status: said.status,
    detail: said.detail,
    code: said.code,
    ...(said.errors === undefined ? {} : { errors: said.errors }),
    ...(requestId === null ? {} : { request_id: requestId }),
  };
  return context.json(body, said.status, { ...said.headers, 'content-type': 'application/problem+json' });
}
