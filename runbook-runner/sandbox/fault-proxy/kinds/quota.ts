// A quota is lowered: who sends more is refused, and goes on being refused until less is sent.
import { z } from 'zod';
import { DurationText } from '../../../ports/duration-text.ts';
import type { Answer, FaultKind } from './kind.ts';
import { withoutFields } from './shared/answers.ts';
import { refuse } from './shared/problem.ts';
import { requests, scoped, scopeFields } from './shared/scope.ts';

const Quota = z
  .strictObject({
    requests: z.int().min(1).max(10_000).describe('Requests of all callers that are allowed in each window.'),
    window: DurationText.describe('Length of the window, which slides: it always ends now.'),
    fields: z
      .boolean()
      .default(true)
      .describe('Whether each answer tells what is left in RateLimit and RateLimit-Policy.'),
    retryAfter: z
      .boolean()
      .default(false)
      .describe('Whether a refusal says in Retry-After how long to wait.'),
    ...scopeFields,
  })
  .refine(({ window }) => window.ms >= 1_000 && window.ms % 1_000 === 0, {
    error: 'RateLimit-Policy tells a window in whole seconds',
    path: ['window'],
  });
type Quota = z.output<typeof Quota>;

const secondsOf = (ms: number): number => Math.ceil(ms / 1_000);

/** The times of the newest requests, as many as are allowed in a window. Refused ones are among them. */
class Window {
  readonly #times: number[] = [];
  readonly #requests: number;
  readonly #windowMs: number;

  constructor({ requests: allowed, window }: Quota) {
    this.#requests = allowed;
    this.#windowMs = window.ms;
  }

  /** Counts a request; false when it is one too many. */
  admits(nowMs: number): boolean {
    const full = this.freeInMs(nowMs) > 0;
    if (this.#times.length === this.#requests) this.#times.shift();
    this.#times.push(nowMs);
    return !full;
  }

  left(nowMs: number): number {
    return this.#requests - this.#times.filter((time) => nowMs - time < this.#windowMs).length;
  }

  /** How long nobody may send anything before one is admitted again. */
  freeInMs(nowMs: number): number {
    const [oldest = Number.NEGATIVE_INFINITY] = this.#times;
    return this.#times.length < this.#requests ? 0 : Math.max(0, oldest + this.#windowMs - nowMs);
  }
}

function told(answer: Answer, options: Quota, left: number): Answer {
  const seconds = secondsOf(options.window.ms);
  const headers = [
    ...withoutFields(answer.headers, ['ratelimit', 'ratelimit-policy']),
    ...['ratelimit-policy', `"client";q=${options.requests};w=${seconds}`],
    ...['ratelimit', `"client";r=${left};t=${seconds}`],
  ];
  return { ...answer, headers };
}

export const quotaFault: FaultKind<Quota> = {
  kind: 'quota',
  title: 'Lowered quota',
  summary:
    'Counts the requests of all callers in a sliding window, and answers 429 above the allowance. Refused requests count too: only who sends less gets through again.',
  schema: Quota,
  standing: 'operational',
  example: `title: Lumenpay allows 16 requests in 2 seconds
kind: quota
target: lumenpay
path: /v1/charges
requests: 16
window: 2s
expect: order-sync sends more, and is refused until it sends less.
`,
  describe: (options) =>
    `${options.requests} in ${secondsOf(options.window.ms)} s are allowed of ${requests(options)}; status 429 is the answer to all above, which count too.`,
  begin(options, stage) {
    const window = new Window(options);
    return {
      concerns: scoped(options),
      exchange() {
        const now = stage.elapsedMs();
        if (window.admits(now)) return { do: 'pass' };
        const wait = String(Math.max(1, secondsOf(window.freeInMs(now))));
        return refuse(429, 'The quota is used up.', options.retryAfter ? ['retry-after', wait] : []);
      },
      ...(options.fields ? { answer: (one) => told(one, options, window.left(stage.elapsedMs())) } : {}),
    };
  },
};
