import { expect, test } from 'vitest';
import { KeptTokens } from '../../runbook-runner/adapters/kept-tokens.ts';
import { createClock } from '../../runbook-runner/adapters/system-clock.ts';
import type { AuthOutcome } from '../../runbook-runner/ports/credential.ts';

const granted = (token: string): AuthOutcome => ({
  ok: true,
  grant: { headers: [['authorization', `Bearer ${token}`]], expiresAt: new Date(Date.now() + 600_000) },
});
const of = (secret: string) => ({ key: 'lumenpay', secret, fresh: false });
const headersOf = (outcome: AuthOutcome) => (outcome.ok ? outcome.grant.headers : []);

test('who comes with another credential does not get the token that is being fetched with the old one', async () => {
  const kept = new KeptTokens(createClock());
  const slow = Promise.withResolvers<AuthOutcome>();
  const before = kept.get(of('before the rotation'), () => slow.promise);
  const after = await kept.get(of('after it'), async () => granted('new'));
  expect(headersOf(after)).toEqual([['authorization', 'Bearer new']]);
  slow.resolve(granted('old'));
  expect(headersOf(await before)).toEqual([['authorization', 'Bearer old']]);
  // The old one came last, and the new one is still what is kept.
  expect(await kept.get(of('after it'), async () => granted('asked for again'))).toMatchObject({
    grant: { headers: [['authorization', 'Bearer new']] },
  });
});

test('who comes with the same credential waits for the one request', async () => {
  const kept = new KeptTokens(createClock());
  const slow = Promise.withResolvers<AuthOutcome>();
  const both = [
    kept.get(of('same'), () => slow.promise),
    kept.get(of('same'), async () => granted('second')),
  ];
  slow.resolve(granted('first'));
  expect((await Promise.all(both)).map(headersOf)).toEqual([
    [['authorization', 'Bearer first']],
    [['authorization', 'Bearer first']],
  ]);
});
