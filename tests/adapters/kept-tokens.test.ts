import { expect, test } from 'vitest';
import { KeptTokens } from '../../runbook-runner/adapters/kept-tokens.ts';
import { createClock } from '../../runbook-runner/adapters/system-clock.ts';
import type { AuthOutcome } from '../../runbook-runner/ports/credential.ts';

const granted = (token: string): AuthOutcome => ({
  ok: true,
  grant: { headers: [['authorization', `Bearer ${token}`]], expiresAt: new Date(Date.now() + 600_000) },
});
const refusedAs = (cls: 'timeout' | 'interrupted' | 'credential-refused', message = ''): AuthOutcome => ({
  ok: false,
  problem: { class: cls, outcome: 'fail', message },
});
const of = (secret: string, signal = new AbortController().signal) => ({
  ...{ key: 'lumenpay', secret, fresh: false, signal },
  tooLate: () => refusedAs('timeout', 'ours'),
});
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

test.each(['timeout', 'interrupted'] as const)(
  'who waits for the request of another asks anew when that one ends by %s',
  async (cls) => {
    const kept = new KeptTokens(createClock());
    const first = kept.get(of('same'), async () => refusedAs(cls));
    const second = kept.get(of('same'), async () => granted('second'));
    expect(await first).toEqual(refusedAs(cls));
    expect(headersOf(await second)).toEqual([['authorization', 'Bearer second']]);
  },
);

test('a refusal is everybody’s: nobody asks again', async () => {
  const kept = new KeptTokens(createClock());
  const refused = refusedAs('credential-refused');
  void kept.get(of('same'), async () => refused);
  expect(await kept.get(of('same'), async () => granted('second'))).toEqual(refused);
});

test('who waits for the request of another waits no longer than the own deadline', async () => {
  const kept = new KeptTokens(createClock());
  const slow = Promise.withResolvers<AuthOutcome>();
  const first = kept.get(of('same'), () => slow.promise);
  const second = await kept.get(of('same', AbortSignal.timeout(30)), async () => granted('second'));
  expect(second).toEqual(refusedAs('timeout', 'ours'));
  slow.resolve(granted('first'));
  expect(headersOf(await first)).toEqual([['authorization', 'Bearer first']]);
});
