// Tries a check again as its definition declares, and keeps what each attempt came to.
import type { Retries } from '../playbook/schema/retries.ts';
import type { ClockPort } from '../ports/clock.ts';
import type { Attempt, KindOutcome } from '../ports/result.ts';
import { verdictOf } from '../ports/verdict.ts';
import type { CheckOrder } from './orders.ts';

/** What an order came to that was given up: what it could not clean up. */
export interface GivenUp {
  readonly left: string | undefined;
}

export interface Tried {
  readonly outcome: KindOutcome | GivenUp;
  /** There when it took more than one. */
  readonly attempts?: readonly Attempt[];
}

/** The status that was not the promised one. Who reads a document or tries a credential promises none, and needs a 2xx. */
function unpromised({ assertions, exchange }: KindOutcome): unknown {
  const judged = assertions.filter((one) => one.assertion === 'status');
  if (judged.length === 0) return exchange?.response?.status;
  return judged.find((one) => one.outcome === 'fail')?.actual;
}

/** What is declared as passing by and came: a problem's class, or a status that was not the promised one. */
function passing({ on }: Retries, outcome: KindOutcome): string | undefined {
  const words: readonly (string | number)[] = on;
  const { problem } = outcome;
  if (verdictOf(outcome) === 'pass') return undefined;
  if (problem && words.includes(problem.class)) return problem.class;
  const status = problem ? problem.status : unpromised(outcome);
  return typeof status === 'number' && words.includes(status) ? `status ${status}` : undefined;
}

/** Runs `once` until it comes to something that does not pass by, or the attempts are used up. */
export async function retried(
  clock: ClockPort,
  retries: Retries,
  { signal, until }: Pick<CheckOrder, 'signal' | 'until'>,
  once: () => Promise<KindOutcome | GivenUp>,
): Promise<Tried> {
  const attempts: Attempt[] = [];
  for (;;) {
    const begin = clock.monotonicMs();
    const outcome = await once();
    if ('left' in outcome) return { outcome };
    const because = passing(retries, outcome);
    const durationMs = clock.monotonicMs() - begin;
    attempts.push({ status: verdictOf(outcome), durationMs, ...(because === undefined ? {} : { because }) });
    const used = attempts.length > retries.times;
    const late = until !== undefined && clock.monotonicMs() + retries.wait.ms >= until.endMs;
    const last = because === undefined || used || late;
    if (last) return { outcome, ...(attempts.length > 1 ? { attempts } : {}) };
    await clock.sleep(retries.wait.ms, signal).catch(() => {});
    if (signal?.aborted) return { outcome: { left: undefined } };
  }
}
