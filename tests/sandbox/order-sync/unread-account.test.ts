// An upstream whose back office does not answer: it is said so, nothing is called missing, and nothing is done.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FollowedAccount, isSoundAt } from '../../../runbook-runner/sandbox/order-sync/followed-account.ts';
import { Handover } from '../../../runbook-runner/sandbox/order-sync/handover.ts';
import { Pacer } from '../../../runbook-runner/sandbox/order-sync/pacer.ts';
import { PreflightGate } from '../../../runbook-runner/sandbox/order-sync/preflight-gate.ts';
import { Deed, Report } from '../../../runbook-runner/sandbox/order-sync/report.ts';

const server = createServer((_request, response) => void response.writeHead(503).end());
let account: FollowedAccount;
let handover: Handover;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // It never ran, and so is shut: nothing is handed over.
  const gate = new PreflightGate({
    ...{ url, tls: { ca: '', lookup: () => {} } },
    ...{ authorize: async () => undefined, onChange: () => {} },
  });
  handover = new Handover({
    ...{ gate, settings: () => ({ mode: 'live', requestsPerSecond: null }) },
    hand: async () => ({ ok: true, value: 'shp_1', traceId: '' }),
    ...{ pacer: new Pacer(), onDone: () => {}, onFailure: () => {}, onSentence: () => {} },
  });
  account = new FollowedAccount(
    new Report({ url, token: '', path: '/operator/account', entry: Deed }),
    handover,
  );
  const order = { charge: 'ch_1', amount: 100, acceptedAt: '2026-11-27T12:00:00Z' };
  for (const id of ['ord_1', 'ord_2']) handover.add({ ...order, id });
  handover.found({ ...order, id: 'ord_1' }, 'shp_1');
});
afterAll(async () => {
  await account.close();
  server.close();
});

test('the comparison says why, and names nobody', async () => {
  const said = { ...(await account.compare()), misplaced: account.misplaced(['ord_1', 'ord_2']) };
  expect(said).toMatchObject({
    compared: false,
    why: 'status 503',
    missing: [],
    duplicates: [],
    misplaced: [],
  });
  expect(isSoundAt(said)).toBe(true);
});

test('a reconciliation does nothing, and says why', async () => {
  expect(await account.reconcile()).toBe('status 503');
  expect(account.totals()).toMatchObject({ waiting: { count: 1 }, done: { count: 1, amount: 100 } });
});

test('a settled order that is in no place is named, and so is one in a place that is not settled', () => {
  expect(account.misplaced(['ord_1', 'ord_2', 'ord_3'])).toEqual(['ord_3']);
  expect(account.misplaced(['ord_1'])).toEqual(['ord_2']);
});
