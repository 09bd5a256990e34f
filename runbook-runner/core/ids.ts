// Names of runs and of traces.
import { randomFillSync } from 'node:crypto';
import type { ClockPort } from '../ports/clock.ts';

/** Asking the system for a few bytes costs as much as asking for many, so many are asked for and handed out once. */
const block = new Uint8Array(4096);
let used = block.length;

function randomBytes(count: number): Uint8Array {
  if (used + count > block.length) {
    randomFillSync(block);
    used = 0;
  }
  used += count;
  return block.slice(used - count, used);
}

/** Crockford's alphabet: no letter that is read as a digit. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LETTERS = 9;
const RANDOM_LETTERS = 9;

/** `r-` and 18 letters: milliseconds since 1970, then 45 random bits; sorts by time. */
export function newRunId(clock: ClockPort): string {
  let time = clock.now().getTime();
  const letters: string[] = [];
  for (let index = 0; index < TIME_LETTERS; index += 1) {
    letters.unshift(ALPHABET[time % 32] ?? '0');
    time = Math.floor(time / 32);
  }
  for (const byte of randomBytes(RANDOM_LETTERS)) letters.push(ALPHABET[byte % 32] ?? '0');
  // Joined, the text is in one piece: of one that is put together, JSON is written the slow way.
  return ['r-', ...letters].join('');
}

/** A new trace with a `traceparent` that asks for sampling (W3C Trace Context §3.2). */
export function newTrace(): { readonly traceId: string; readonly traceparent: string } {
  const traceId = randomBytes(16).toHex();
  return { traceId, traceparent: `00-${traceId}-${randomBytes(8).toHex()}-01` };
}
