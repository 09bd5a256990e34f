// Owns when an order that keeps failing is taken out of the queue. An upstream that answers nobody well is the
// upstream's trouble, and everyone waits; an order that fails while others pass is its own.
import type { Waiting } from './backlog.ts';
import type { Failure } from './connection.ts';

export type Sentence = 'quarantine' | 'reject';

const ATTEMPTS = 5;

/**
 * What becomes of the order; undefined for waiting on. `settledMs` is when another order last went through: only what
 * passed since the attempt before counts, since some pass for a moment after an upstream has begun to fail everyone.
 */
export function sentenceOn(failed: Failure, waiting: Waiting, settledMs: number): Sentence | undefined {
  if (failed.kind === 'unfit') return 'quarantine';
  if (waiting.alike < ATTEMPTS || settledMs < waiting.failedBeforeMs) return undefined;
  if (failed.kind === 'schema') return 'quarantine';
  return failed.kind === 'refused' ? 'reject' : undefined;
}
