// Owns idempotency keys: the first outcome of a key is kept, and answered to every repetition.
import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import { problem, type Said } from './problem.ts';

export interface Reply {
  readonly status: 200 | 201 | 202;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Replayed<Kept = Reply | Said> =
  | { readonly kind: 'first' | 'replayed'; readonly reply: Kept }
  /** The key was used before for another request. */
  | { readonly kind: 'mismatch' };

const MAX_KEYS = 100_000;

export class IdempotentReplies<Kept = Reply | Said> {
  readonly #kept = new Map<string, { readonly digest: string; readonly reply: Kept }>();
  readonly #keeps: (reply: Kept) => boolean;

  /** A reply that is not kept leaves its key as if it had not been used. */
  constructor(keeps: (reply: Kept) => boolean = () => true) {
    this.#keeps = keeps;
  }

  /** Produces the reply once a key; `request` is what must be equal for a repetition. Without a key it always produces. */
  answer(key: string | undefined, request: unknown, produce: () => Kept): Replayed<Kept> {
    if (key === undefined) return { kind: 'first', reply: produce() };
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('base64url');
    const kept = this.#kept.get(key);
    if (kept) return kept.digest === digest ? { kind: 'replayed', reply: kept.reply } : { kind: 'mismatch' };
    const reply = produce();
    if (!this.#keeps(reply)) return { kind: 'first', reply };
    this.#kept.set(key, { digest, reply });
    const oldest = this.#kept.keys().next();
    if (this.#kept.size > MAX_KEYS && !oldest.done) this.#kept.delete(oldest.value);
    return { kind: 'first', reply };
  }

  /** Lets the key be used anew. */
  forget(key: string): void {
    this.#kept.delete(key);
  }
}

const KEY_MISSING: Said = {
  status: 400,
  code: 'idempotency-key-missing',
  title: 'Idempotency-Key missing',
  detail: 'Send a key of 1 to 255 characters, so that a repeated request has one effect.',
};

const KEY_REUSED: Said = {
  status: 409,
  code: 'idempotency-key-reused',
  title: 'Idempotency-Key reused',
  detail: 'The key was used before for another request.',
};

/** The key of a request, or undefined when it is missing or no key. */
function keyOf(context: Context): string | undefined {
  const key = context.req.header('idempotency-key');
  return key !== undefined && key.length >= 1 && key.length <= 255 ? key : undefined;
}

/** Refuses a request without a key. To be asked before anything else of the request is judged. */
export function keyMissing(context: Context): Response | undefined {
  return keyOf(context) === undefined ? problem(context, KEY_MISSING) : undefined;
}

/** Answers the first outcome of the request's key, which is its caller's own: `account`, as authentication set it. */
export function answerOnce(
  context: Context,
  replies: IdempotentReplies,
  request: unknown,
  produce: () => Reply | Said,
): Response {
  const key = keyOf(context);
  const own = key && `${context.get('account') ?? ''} ${key}`;
  const answer = replies.answer(own, request, produce);
  if (answer.kind === 'mismatch') return problem(context, KEY_REUSED);
  if (answer.kind === 'replayed') context.header('idempotent-replayed', 'true');
  const { reply } = answer;
  if ('code' in reply) return problem(context, reply);
  return context.json(reply.body, reply.status, { ...reply.headers });
}
