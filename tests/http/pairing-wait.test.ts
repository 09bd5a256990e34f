import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createPairings } from '../../runbook-runner/http/pairing.ts';
import type { ClockPort } from '../../runbook-runner/ports/clock.ts';
import { realClock } from './support/clock.ts';

const ORIGIN = 'http://127.0.0.1:4747';
const verifier = 'v'.repeat(43);
const challenge = createHash('sha256').update(verifier).digest('base64url');

test('a claim that was answered leaves no timer behind, which would keep an ending program alive', async () => {
  let waiting: AbortSignal | undefined;
  const clock: ClockPort = {
    now: () => new Date(0),
    monotonicMs: () => 0,
    sleep: (_ms, signal) => {
      waiting = signal;
      return new Promise((_resolve, reject) =>
        signal?.addEventListener('abort', () => reject(signal.reason)),
      );
    },
  };
  const pairings = createPairings({ clock, owner: 'Ada' });
  const { id } = pairings.request({ challenge, origin: ORIGIN });
  const claim = pairings.claim({ id, verifier, origin: ORIGIN });
  expect(waiting?.aborted).toBe(false);
  pairings.confirm(id);
  expect(await claim).toMatchObject({ status: 'confirmed' });
  expect(waiting?.aborted).toBe(true);
});

test('a page that goes away while it waits is no error', async () => {
  const pairings = createPairings({ clock: realClock, owner: 'Ada' });
  const { id } = pairings.request({ challenge, origin: ORIGIN });
  const leave = new AbortController();
  const claim = pairings.claim({ id, verifier, origin: ORIGIN }, leave.signal);
  leave.abort();
  expect(await claim).toEqual({ status: 'pending' });
});

test('of many claims on one request only the last waits, so that they cannot take every connection', async () => {
  const pairings = createPairings({ clock: realClock, owner: 'Ada' });
  const { id } = pairings.request({ challenge, origin: ORIGIN });
  const claims = Array.from({ length: 300 }, () => pairings.claim({ id, verifier, origin: ORIGIN }));
  const last = claims.pop();
  for (const answer of await Promise.all(claims)) expect(answer).toEqual({ status: 'pending' });
  pairings.confirm(id);
  expect(await last).toMatchObject({ status: 'confirmed' });
});
