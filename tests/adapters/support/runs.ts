// Run records for the store's tests, and a store in a folder of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../../runbook-runner/adapters/sqlite-store.ts';
import type { RunRecord } from '../../../runbook-runner/ports/store.ts';

let count = 0;

export function aRun(change: Partial<RunRecord> = {}): RunRecord {
  count += 1;
  return {
    id: `run-${process.pid}-${count}`,
    kind: 'check',
    subject: 'lumenpay-availability',
    parent: null,
    step: null,
    environment: 'sandbox',
    state: 'finished',
    status: 'pass',
    actor: 'Ada',
    seal: 'sha256-x',
    commit: 'unknown',
    dirty: null,
    startedAt: '2026-11-22T10:00:00.000Z',
    finishedAt: '2026-11-22T10:00:01.000Z',
    expiresAt: null,
    idempotencyKey: null,
    requestDigest: null,
    request: { parameters: {} },
    undoes: null,
    result: { status: 'pass', text: 'ünïcode "quoted"' },
    fingerprint: null,
    failureMode: null,
    ...change,
  };
}

export const running = { state: 'running', status: null, finishedAt: null, result: null } as const;

export const realClock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: () => Promise.resolve(),
};

export const openAt = (path: string, maxBytes?: number) =>
  openSqliteStore({ path, clock: realClock, ...(maxBytes === undefined ? {} : { maxBytes }) });

/** A file path in a new folder that is removed by `remove`. */
export function storeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'store-'));
  return {
    folder,
    path: join(folder, 'store.sqlite'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
