import { readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entryHash } from '../../runbook-runner/adapters/journal-chain.ts';
import { ownStore } from './support/own-store.ts';
import { aRun, running } from './support/runs.ts';

const own = ownStore();
let hand: DatabaseSync;

beforeEach(async () => {
  const run = aRun(running);
  await own.store.begin(run);
  await own.store.end(
    run.id,
    { state: 'finished', status: 'pass', finishedAt: run.startedAt, result: 1 },
    'Ada',
  );
  for (let index = 0; index < 3; index += 1) await own.store.append(aRun());
  hand = new DatabaseSync(own.path);
});
afterEach(() => hand.close());

/** What a person with the file and a SQLite shell can do once the triggers are gone. */
function tamper(sql: string): void {
  hand.exec('DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; DROP TRIGGER journal_in_order;');
  hand.exec(sql);
}

test('tells who did what, in order, each entry covering the one before', async () => {
  const entries = await own.store.journal(1, 10);
  expect(entries.map((entry) => [entry.sequence, entry.kind, entry.actor])).toEqual([
    [1, 'run-began', 'Ada'],
    [2, 'run-ended', 'Ada'],
    [3, 'run-recorded', 'Ada'],
    [4, 'run-recorded', 'Ada'],
    [5, 'run-recorded', 'Ada'],
  ]);
  for (const [index, { hash, ...entry }] of entries.entries()) {
    expect(entry.previousHash).toBe(entries[index - 1]?.hash ?? '0'.repeat(64));
    expect(hash).toBe(entryHash(entry));
  }
  expect(await own.store.journal(4, 1)).toEqual([entries[3]]);
});

test('an index that tells something else than its table is damage of the file', async () => {
  const meanwhile = (path: string) => {
    const bytes = readFileSync(path);
    const at = bytes.toString('latin1').search(/lumenpay-availability\d{4}-/);
    expect(at).toBeGreaterThan(0);
    writeFileSync(path, bytes.fill('X', at, at + 1));
  };
  await own.reopen({ meanwhile });
  await expect(own.store.verifyJournal()).rejects.toMatchObject({ code: 'storage_damaged' });
});

test('verifies when nobody touched it', async () => {
  expect(await own.store.verifyJournal()).toBeUndefined();
});

test.each([
  'UPDATE journal SET actor = 1 WHERE sequence = 3',
  'DELETE FROM journal WHERE sequence = 5',
  'INSERT INTO journal SELECT 9, previous_hash, hash, at, monotonic_ms, actor, kind, payload FROM journal WHERE sequence = 5',
])('the database itself refuses: %s', (sql) => {
  expect(() => hand.exec(sql)).toThrow('the journal is append-only');
});

describe('tampering is found with the first bad sequence number', () => {
  test.each([
    ['a changed actor', "UPDATE journal SET actor = 'Eve' WHERE sequence = 3", 3],
    [
      'a changed payload',
      `UPDATE journal SET payload = replace(payload, 'pass', 'fail') WHERE sequence = 4`,
      4,
    ],
    ['a changed time', "UPDATE journal SET at = '2020-01-01T00:00:00.000Z' WHERE sequence = 1", 1],
    ['a changed hash', 'UPDATE journal SET hash = previous_hash WHERE sequence = 2', 2],
    ['a removed entry', 'DELETE FROM journal WHERE sequence = 2', 2],
    ['a cut tail', 'DELETE FROM journal WHERE sequence >= 4', 4],
    ['everything removed', 'DELETE FROM journal', 1],
    [
      'two entries that change places',
      'UPDATE journal SET sequence = sequence + 10; UPDATE journal SET sequence = CASE sequence WHEN 13 THEN 4 WHEN 14 THEN 3 ELSE sequence - 10 END',
      3,
    ],
    ['a changed result', "UPDATE runs SET result = '2' WHERE entry = 2", 2],
    ['a byte of a payload', "UPDATE journal SET payload = 'x' || substr(payload, 2) WHERE sequence = 3", 3],
    ['a removed run', 'DELETE FROM runs WHERE entry = 4', 4],
    ['all runs removed', 'DELETE FROM runs', 1],
    [
      'a run that is set back to its beginning',
      "UPDATE runs SET entry = 1, state = 'running', status = NULL, finished_at = NULL, result = NULL WHERE entry = 2",
      2,
    ],
    ['a changed verdict', "UPDATE runs SET status = 'fail' WHERE entry = 5", 5],
  ])('%s', async (_, sql, sequence) => {
    tamper(sql);
    expect(await own.store.verifyJournal()).toBe(sequence);
  });
});
