// Every declared fault against the running sandbox: the check that shows it, its verdict, and the failure mode that is
// named first. "none" means that a failure is recognised by no mode, or that our checks don't meet the fault at all.
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { loadPlaybookAt } from '../../runbook-runner/compose.ts';
import { faultOrder } from '../../runbook-runner/core/fault-order.ts';
import { type Beside, openBeside } from './world.ts';

const loaded = await loadPlaybookAt(process.cwd());
const faults = loaded.ok ? loaded.playbook.faults : new Map<string, never>();

/** Fault → check → status and first-ranked failure mode. */
const SHOWN: Readonly<Record<string, readonly [check: string, status: string, mode: string]>> = {
  'charge-amount-as-text': ['lumenpay-charges-contract', 'fail', 'schema-drift'],
  'lumenpay-slow': ['lumenpay-latency', 'fail', 'latency-spike'],
  'lumenpay-unsteady': ['lumenpay-latency', 'fail', 'latency-spike'],
  'lumenpay-slowing': ['lumenpay-availability', 'pass', 'none'],
  'lumenpay-narrow': ['lumenpay-latency', 'fail', 'latency-spike'],
  'lumenpay-dripping': ['lumenpay-charges-contract', 'fail', 'latency-spike'],
  'lumenpay-cut-short': ['lumenpay-charges-contract', 'fail', 'broken-answer'],
  'lumenpay-429': ['lumenpay-charges-contract', 'fail', 'rate-limited'],
  'lumenpay-429-silent': ['lumenpay-charges-contract', 'fail', 'rate-limited'],
  'lumenpay-fewer-requests': ['lumenpay-latency', 'fail', 'rate-limited'],
  'lumenpay-500': ['lumenpay-charges-contract', 'fail', 'server-error'],
  'lumenpay-503': ['lumenpay-charges-contract', 'fail', 'server-error'],
  'lumenpay-some-errors': ['lumenpay-latency', 'fail', 'server-error'],
  'lumenpay-charges-down': ['lumenpay-charges-contract', 'fail', 'server-error'],
  'lumenpay-writes-down': ['lumenpay-charges-contract', 'pass', 'none'],
  'lumenpay-region-down': ['lumenpay-availability', 'pass', 'none'],
  'lumenpay-maintenance-page': ['lumenpay-charges-contract', 'fail', 'broken-answer'],
  'lumenpay-reset': ['lumenpay-charges-contract', 'fail', 'connection-reset'],
  'lumenpay-reset-midway': ['lumenpay-charges-contract', 'fail', 'connection-reset'],
  'lumenpay-silent': ['lumenpay-charges-contract', 'fail', 'latency-spike'],
  'lumenpay-name-gone': ['lumenpay-availability', 'fail', 'no-answer'],
  'lumenpay-half-open': ['lumenpay-charges-contract', 'fail', 'no-answer'],
  'lumenpay-wrong-type': ['lumenpay-charges-contract', 'fail', 'broken-answer'],
  'lumenpay-amount-gone': ['lumenpay-charges-contract', 'fail', 'schema-drift'],
  'lumenpay-amount-renamed': ['lumenpay-charges-contract', 'fail', 'schema-drift'],
  'lumenpay-amount-null': ['lumenpay-charges-contract', 'fail', 'schema-drift'],
  'lumenpay-new-status': ['lumenpay-charges-contract', 'fail', 'schema-drift'],
  'lumenpay-endless-list': ['lumenpay-charges-contract', 'pass', 'none'],
  'lumenpay-secret-rotated': ['lumenpay-credential', 'fail', 'credential-expired'],
  'lumenpay-clock-behind': ['lumenpay-charges-contract', 'pass', 'none'],
  'lumenpay-old-certificate': ['lumenpay-certificate', 'fail', 'certificate-expired'],
  'lumenpay-strange-host': ['lumenpay-certificate', 'fail', 'certificate-not-trusted'],
  'lumenpay-own-signature': ['lumenpay-certificate', 'fail', 'certificate-not-trusted'],
  'lumenpay-missing-link': ['lumenpay-certificate', 'fail', 'certificate-not-trusted'],
  'order-sync-version-ahead': ['order-sync-settings', 'fail', 'own-setting'],
  'lumenpay-webhook-duplicate': ['lumenpay-webhook-delivery', 'fail', 'webhook-misdelivered'],
  'lumenpay-webhook-reorder': ['lumenpay-webhook-delivery', 'fail', 'webhook-misdelivered'],
  'lumenpay-webhook-replay': ['lumenpay-webhook-delivery', 'fail', 'webhook-not-trusted'],
  'lumenpay-webhook-unsigned': ['lumenpay-webhook-delivery', 'fail', 'webhook-not-trusted'],
  'lumenpay-webhook-forged': ['lumenpay-webhook-delivery', 'fail', 'webhook-not-trusted'],
  'parcelo-503': ['parcelo-shipments-contract', 'fail', 'server-error'],
  'parcelo-takes-no-orders': ['parcelo-label-lifecycle', 'fail', 'server-error'],
  'parcelo-fewer-requests': ['parcelo-latency', 'fail', 'rate-limited'],
  'parcelo-loops': ['parcelo-pages', 'fail', 'pagination-loop'],
  'parcelo-reset': ['parcelo-shipments-contract', 'fail', 'connection-reset'],
  'parcelo-labels-never-printed': ['parcelo-label-lifecycle', 'pass', 'none'],
  'parcelo-key-revoked': ['parcelo-credential', 'fail', 'credential-expired'],
  'stockline-level-as-text': ['stockline-stock-contract', 'fail', 'schema-drift'],
  'stockline-slow': ['stockline-latency', 'fail', 'latency-spike'],
  'stockline-stale-etag': ['stockline-level-follows', 'fail', 'stale-answer'],
  'stockline-old-certificate': ['stockline-certificate', 'fail', 'certificate-expired'],
  'stockline-missing-link': ['stockline-certificate', 'fail', 'certificate-not-trusted'],
};

/** The playbook as it is shipped, but a server that is silent is waited for no longer than it takes to see that. */
function shippedButHurried(): string {
  const copy = mkdtempSync(join(tmpdir(), 'declared-faults-root-'));
  cpSync('src/content', join(copy, 'src/content'), { recursive: true });
  appendFileSync(join(copy, 'src/content/checks/lumenpay-charges-contract.yaml'), 'deadline: 2s\n');
  return copy;
}

let root: string;
let beside: Beside;
beforeAll(async () => {
  root = shippedButHurried();
  beside = await openBeside(root);
});
afterEach(() => beside.sandbox.clear());
afterAll(async () => {
  await beside.close();
  rmSync(root, { recursive: true, force: true });
});

test('every declared fault is in the table', () => {
  expect(Object.keys(SHOWN).toSorted()).toEqual([...faults.keys()].toSorted());
});

const look = async (check: string) => {
  const order = { check, environment: 'sandbox', actor: 'Ada' };
  const { status, failureModes } = await beside.runner.check(order);
  return [status, failureModes[0]?.failureMode ?? 'none'];
};

/** A machine that is busy may miss a target of latency once; nothing else is looked at again. */
const lookAtHealthy = async (check: string) => {
  const seen = await look(check);
  return seen[1] === 'latency-spike' ? look(check) : seen;
};

test.each([...faults.values()].map((fault) => [fault.id, fault] as const))('%s', async (id, fault) => {
  const [check = '', ...shown] = SHOWN[id] ?? [];
  expect(await lookAtHealthy(check)).toEqual(['pass', 'none']);
  const { endsAt, startedAt } = await beside.sandbox.inject(faultOrder(fault));
  expect(Date.parse(endsAt) - Date.parse(startedAt)).toBe(fault.duration.ms);
  expect(await look(check)).toEqual(shown);
  await beside.sandbox.clear();
  expect(await lookAtHealthy(check)).toEqual(['pass', 'none']);
});
