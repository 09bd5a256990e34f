import { expect, test } from 'vitest';
import { createWebhookVerifier } from '../../runbook-runner/adapters/webhook-verifier.ts';

const SENT = 1_795_000_000;
const declared = {
  ...{
    integration: 'pay',
    environment: 'production',
    credential: 'hook',
    slot: 'events',
    toleranceMs: 300_000,
  },
  ...{ source: { env: 'HOOK', obtain: 'x' }, baseUrl: 'https://pay.example', loopback: false },
};

test.each([
  [300.4, '301s old'],
  [-300.4, '301s ahead of our clock'],
  [900, '900s old'],
])('a delivery that arrives %f s after its time is told as %s', async (late, words) => {
  const clock = { now: () => new Date((SENT + late) * 1000), monotonicMs: () => 0 };
  const secrets = { read: () => Promise.reject(new Error('No secret is asked for.')) } as never;
  const headers = { id: 'm1', timestamp: String(SENT), signature: 'v1,x' };
  const arrival = { headers, body: Buffer.from('{}') } as never;
  const told = await createWebhookVerifier({ clock, secrets } as never)(declared as never, arrival);
  const message = `webhook-timestamp is ${words}; 300s are tolerated.`;
  expect(told).toEqual({ ok: false, reason: 'timestamp', message });
});
