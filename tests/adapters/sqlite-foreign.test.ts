// Deliveries and follow-ups that were changed by hand, beside a journal that is whole.
import { DatabaseSync } from 'node:sqlite';
import { beforeEach, expect, test } from 'vitest';
import type { FollowUp } from '../../runbook-runner/ports/follow-up.ts';
import type { Delivery } from '../../runbook-runner/ports/inbound.ts';
import { ownStore } from './support/own-store.ts';

const own = ownStore();
const AT = '2026-11-22T10:00:00.000Z';
const place = { environment: 'sandbox', integration: 'lumenpay', source: 'events' };
const delivery = (id: string): Delivery => ({
  ...{ ...place, id, sentAt: 1_763_805_600, receivedAt: AT },
  ...{ digest: 'd'.repeat(64), bytes: 12, body: '{"kind":"ä"}' },
});
const later = (minutes: number) => new Date(Date.parse(AT) + minutes * 60_000).toISOString();
const followUp = (id: string, openedAt: string): FollowUp => ({
  ...{
    id,
    origin: 'drill',
    source: 'drift-live',
    kind: 'criteria',
    title: `"${id}" is missed`,
    owner: 'team',
  },
  ...{ due: '2026-12-01', status: 'open', openedAt, openedBy: 'r-1', closedAt: null, closedBy: null },
});

// Entries 1 and 2 are deliveries, 3 and 4 open follow-ups, 5 closes the first of them.
beforeEach(async () => {
  const { store } = own;
  for (const id of ['one', 'two']) await store.takeDelivery(delivery(id));
  await store.openFollowUp(followUp('one', AT), 'Ada');
  await store.openFollowUp(followUp('two', later(2)), 'Ada');
  await store.closeFollowUps({
    source: 'drift-live',
    run: 'r-2',
    at: later(1),
    actor: 'Ada',
    openedUntil: AT,
  });
});

test('what nobody touched is as it was recorded, also after a delivery came again', async () => {
  expect(await own.store.takeDelivery({ ...delivery('one'), sentAt: 1_763_805_601 })).toBe('again');
  expect((await own.store.journal(1, 10)).map(({ kind }) => kind)).toEqual([
    ...['delivery-received', 'delivery-received', 'follow-up-opened', 'follow-up-opened', 'follow-up-closed'],
  ]);
  expect(await own.store.verifyJournal()).toBeUndefined();
});

test.each([
  ['a removed delivery', "DELETE FROM deliveries WHERE id = 'two'", 2],
  ['a delivery under another id', "UPDATE deliveries SET id = 'three' WHERE id = 'one'", 1],
  ['a delivery with another digest', "UPDATE deliveries SET digest = 'x'", 1],
  [
    'a delivery that nobody received',
    "INSERT INTO deliveries SELECT environment, integration, source, 'x', 1, 1, received_at, 1, digest, 1, body, 9 FROM deliveries LIMIT 1",
    6,
  ],
  ['a removed follow-up', "DELETE FROM follow_ups WHERE id = 'one'", 3],
  ['a follow-up with a later due date', "UPDATE follow_ups SET due = '2027-12-01' WHERE id = 'two'", 4],
  ['a follow-up that was closed by hand', "UPDATE follow_ups SET status = 'done' WHERE id = 'two'", 4],
  ['a follow-up that was opened again by hand', "UPDATE follow_ups SET status = 'open' WHERE id = 'one'", 5],
  [
    'a follow-up that was closed by another run',
    "UPDATE follow_ups SET closed_by = 'r-9' WHERE id = 'one'",
    5,
  ],
])('%s is found', async (_, sql, sequence) => {
  const hand = new DatabaseSync(own.path);
  hand.exec(sql);
  hand.close();
  expect(await own.store.verifyJournal()).toBe(sequence);
});
