import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { observeQuota } from '../../runbook-runner/checks/assertions/quota-fields.ts';
import { withinQuota } from '../../runbook-runner/sandbox/quota.ts';

/** A server with a quota of three requests in ten seconds, and a clock that a test moves. */
function limited() {
  let ms = 0;
  const app = new Hono().use(withinQuota({ requests: 3, windowS: 10 }, { policy: 'client', now: () => ms }));
  app.get('/', (context) => context.text('ok'));
  const ask = async () => {
    const response = await app.request('/');
    const { quota } = await observeQuota({
      response: { status: response.status, headers: [...response.headers], body: new Uint8Array() },
      now: new Date(),
    });
    const [limit] = quota?.limits ?? [];
    return [
      response.status,
      limit?.remaining,
      limit?.limit,
      (limit?.resetsInMs ?? 0) / 1000,
      quota?.retryAfterMs,
    ];
  };
  const wait = (seconds: number) => {
    ms += seconds * 1000;
  };
  return { ask, wait };
}

describe('a quota of three in ten seconds', () => {
  test('counts down, refuses, and is whole again when the window ends', async () => {
    const { ask, wait } = limited();
    expect(await ask()).toEqual([200, 2, 3, 10, undefined]);
    wait(4);
    expect(await ask()).toEqual([200, 1, 3, 6, undefined]);
    expect(await ask()).toEqual([200, 0, 3, 6, undefined]);
    expect(await ask()).toEqual([429, 0, 3, 6, 6000]);
    wait(6);
    expect(await ask()).toEqual([200, 2, 3, 10, undefined]);
  });
});
