// Counts of refused deliveries: all are kept, in few writes, also those that come last.
import { expect, test } from 'vitest';
import { createClock } from '../../runbook-runner/adapters/system-clock.ts';
import { RefusalCounter } from '../../runbook-runner/core/refusal-counter.ts';
import type { RefusalCount } from '../../runbook-runner/ports/inbound.ts';
import { openAt, storeFolder } from '../adapters/support/runs.ts';

const NAME = { integration: 'pay', environment: 'sandbox', source: 'events' };
const one = (
  reason: RefusalCount['reason'] = 'signature',
  at = '2026-11-27T09:00:00.000Z',
): RefusalCount => ({
  ...NAME,
  ...{ reason, at, count: 1, message: 'No signature holds.' },
});

test('a flood of 5,000 is a few writes, and none is lost', async () => {
  const place = storeFolder();
  const store = await openAt(place.path);
  try {
    let writes = 0;
    const counter = new RefusalCounter(createClock(), (counts) => {
      writes += 1;
      return store.countRefusals(counts);
    });
    for (let sent = 0; sent < 5_000; sent += 1) counter.add(one(sent % 2 === 0 ? 'signature' : 'replayed'));
    await counter.end();
    counter.add(one());
    expect(writes).toBeLessThan(5);
    const kept = await store.refusals({ ...NAME, since: '' });
    expect(kept.map(({ reason, count }) => [reason, count])).toEqual([
      ['replayed', 2_500],
      ['signature', 2_500],
    ]);
  } finally {
    await store.close();
    place.remove();
  }
});

test('counts are told since an instant, by source, and forgotten after an hour', async () => {
  const place = storeFolder();
  const store = await openAt(place.path);
  try {
    await store.countRefusals([one()]);
    expect(await store.refusals({ ...NAME, since: '2026-11-27T09:00:01.000Z' })).toEqual([]);
    expect(await store.refusals({ ...NAME, source: 'other', since: '' })).toEqual([]);
    await store.countRefusals([one('unsigned', '2026-11-27T10:00:01.000Z')]);
    expect((await store.refusals({ ...NAME, since: '' })).map(({ reason }) => reason)).toEqual(['unsigned']);
  } finally {
    await store.close();
    place.remove();
  }
});
