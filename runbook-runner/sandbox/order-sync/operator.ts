// Owns what all operator endpoints share: one outcome a key, and refusals that say where.
import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { z } from 'zod';
import { IdempotentReplies } from '../idempotency.ts';
import { problem } from '../problem.ts';
import { type Located, locate } from './located.ts';

/** What came of a request to operate: a body, or why not. */
export type Outcome =
  | {
      readonly ok: true;
      readonly body: Readonly<Record<string, unknown>>;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly ok: false;
      readonly status: ContentfulStatusCode;
      readonly code: string;
      readonly detail: string;
      readonly errors?: readonly Located[];
    };

export const refused = (
  status: ContentfulStatusCode,
  code: string,
  detail: string,
  errors?: readonly Located[],
): Outcome => ({ ok: false, status, code, detail, ...(errors === undefined ? {} : { errors }) });

const TITLES: Readonly<Record<number, string>> = {
  409: 'Not in this state',
  412: 'Changed meanwhile',
  502: 'The upstream said no',
  503: 'Not to be told now',
};

export function answerWith(context: Context, outcome: Outcome): Response {
  if (outcome.ok) return context.json(outcome.body, 200, { ...outcome.headers });
  const { status, code, detail, errors } = outcome;
  const title = TITLES[status] ?? 'Request refused';
  return problem(context, { status, code, title, detail, ...(errors === undefined ? {} : { errors }) });
}

/** The first outcome of each key, kept; what the upstream made fail may be tried again with the same key. */
export class Operations {
  readonly #replies = new IdempotentReplies<Promise<Outcome>>();

  /** A handler that validates the JSON body and applies it once a key. An absent body is an empty object. */
  handle<Body>(schema: z.ZodType<Body>, apply: (body: Body, context: Context) => Promise<Outcome> | Outcome) {
    return async (context: Context): Promise<Response> => {
      const body = schema.safeParse(await bodyOf(context));
      if (!body.success) return answerWith(context, invalid(body.error));
      const key = context.req.header('idempotency-key');
      const request = [context.req.method, context.req.path, body.data];
      const answer = this.#replies.answer(key, request, async () => apply(body.data, context));
      if (answer.kind === 'mismatch') return answerWith(context, KEY_REUSED);
      const outcome = await answer.reply;
      if (!outcome.ok && outcome.status >= 500 && key !== undefined) this.#replies.forget(key);
      if (answer.kind === 'replayed') context.header('idempotent-replayed', 'true');
      return answerWith(context, outcome);
    };
  }
}

const KEY_REUSED = refused(422, 'idempotency-key-reused', 'The key was used before for another request.');

const invalid = (error: z.ZodError): Outcome =>
  refused(422, 'request-invalid', z.prettifyError(error), locate(error));

async function bodyOf(context: Context): Promise<unknown> {
  const text = await context.req.text();
  if (text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
