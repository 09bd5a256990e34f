// Each action of the playbook is done and taken back in the real sandbox, as a person would from the terminal.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { compose } from '../../runbook-runner/compose.ts';
import { faultOrder } from '../../runbook-runner/core/fault-order.ts';
import type { ActionOrder, StageProgress } from '../../runbook-runner/core/orders.ts';
import type { Runner } from '../../runbook-runner/core/runner.ts';
import { ROOT } from '../cli/program.ts';
import { besideSandbox } from '../cli/sandbox.ts';
import { type Client, clientOf } from '../sandbox/world.ts';

const { home } = besideSandbox();
const ADA = { actor: 'Ada', environment: 'sandbox' } as const;

let runner: Runner;
let orderSync: Client;
let token: string;
beforeAll(async () => {
  runner = await compose(ROOT, { ...process.env, PLAYBOOK_HOME: home });
  const place = await runner.sandbox.status('patient');
  const url = place?.servers.find(({ name }) => name === 'order-sync')?.url ?? '';
  token = place?.credentials['order-sync-operator-token'] ?? '';
  orderSync = clientOf(url, place?.ca ?? '');
  await flows();
});
/** A test that failed in the middle leaves nothing on for the next one, or for its second round. */
afterEach(async () => {
  await runner.sandbox.clear();
  await orderSync.ask('/config/rollback', { method: 'POST', token, json: { revision: 1 } });
  for (const { id } of await runner.temporaries()) await runner.undo(id, ADA);
});
afterAll(async () => {
  await orderSync?.close();
  await runner?.close();
});

const read = async (path: string) => (await orderSync.ask(path, { token })).body as Record<string, never>;
const config = async () => (await read('/config')).config as unknown;
const patch = (json: object) => orderSync.ask('/config', { method: 'PATCH', token, json });
/** Waits until orders flow, or until they do not. */
const flows = (status = 'pass') =>
  vi.waitFor(
    async () => {
      expect((await runner.check({ ...ADA, check: 'order-sync-orders-flow' })).status).toBe(status);
    },
    { timeout: 40_000, interval: 200 },
  );

let count = 0;
const act = (action: string, more: Partial<ActionOrder> = {}, stages: StageProgress[] = []) =>
  runner.act({ ...ADA, action, dryRun: false, idempotencyKey: `key-${++count}`, ...more }, (event) => {
    if (event.event === 'stage') stages.push(event.stage);
  });

describe('settings', () => {
  test.each([
    ['order-sync-throttle', '/throttle/requestsPerSecond', null, 5],
    ['order-sync-degraded-mode', '/degraded/mode', 'off', 'on'],
    ['order-sync-cached-fallback', '/fallback/mode', 'off', 'cached'],
    ['order-sync-pack-ahead', '/handover/parcelo/mode', 'live', 'ahead'],
    ['order-sync-throttle-labels', '/handover/parcelo/requestsPerSecond', null, 5],
    ['order-sync-track-each', '/tracking/mode', 'list', 'each'],
    ['order-sync-unknown-fields', '/unknownFields', 'keep', 'drop'],
    ['order-sync-cached-levels', '/handover/stockline/mode', 'live', 'cached'],
  ])('%s: %s from %o to %o and back', async (action, path, from, to) => {
    const before = await config();
    const plan = await act(action, { dryRun: true });
    expect(plan).toMatchObject({ status: 'planned', plan: { changes: [{ path, from, to }] } });
    expect(await config()).toEqual(before);
    const done = await act(action);
    expect(done).toMatchObject({ status: 'done', undoable: true, assertions: [{ outcome: 'pass' }] });
    expect(done.expiresAt).toBeDefined();
    expect(await config()).not.toEqual(before);
    expect(await runner.temporaries()).toMatchObject([{ id: done.run }]);
    expect(await runner.undo(done.run, ADA)).toMatchObject({ status: 'done' });
    expect(await config()).toEqual(before);
    expect(await runner.temporaries()).toEqual([]);
  });

  test('the version that someone let go is pinned again', async () => {
    await patch({ versions: { lumenpay: null } });
    const done = await act('order-sync-pin-lumenpay');
    expect(done).toMatchObject({ status: 'done', preconditions: [{ holds: true }] });
    await runner.undo(done.run, ADA);
    expect(await config()).toMatchObject({ versions: { lumenpay: null } });
    await patch({ versions: { lumenpay: '2026-03-01' } });
  });

  test('a plan that no longer holds is not carried out: what was confirmed would replace another value', async () => {
    const shown = await act('order-sync-throttle', { dryRun: true });
    await patch({ throttle: { requestsPerSecond: 7 } });
    const result = await act('order-sync-throttle', { planned: shown.run });
    expect(result).toMatchObject({ status: 'unmet', problem: { class: 'changed-meanwhile' } });
    expect(result.problem?.message).toContain('Other than shown: /throttle/requestsPerSecond.');
    expect(await config()).toMatchObject({ throttle: { requestsPerSecond: 7 } });
    const anew = await act('order-sync-throttle', { dryRun: true });
    const done = await act('order-sync-throttle', { planned: anew.run });
    expect(done).toMatchObject({ status: 'done' });
    await runner.undo(done.run, ADA);
    await patch({ throttle: { requestsPerSecond: null } });
  });

  test('an undo that would overwrite someone else says so, and leaves everything as it is', async () => {
    const done = await act('order-sync-throttle');
    await patch({ throttle: { requestsPerSecond: 7 } });
    const undone = await runner.undo(done.run, ADA);
    expect(undone).toMatchObject({ status: 'unmet', problem: { class: 'changed-meanwhile' } });
    expect(undone.problem?.message).toContain('/throttle/requestsPerSecond is 7');
    expect(undone.state).toContain('still holds');
    expect(await config()).toMatchObject({ throttle: { requestsPerSecond: 7 } });
    expect(await runner.temporaries()).toHaveLength(1);
    await patch({ throttle: { requestsPerSecond: null } });
    expect(await runner.undo(done.run, ADA)).toMatchObject({ status: 'done' });
  });
});

test('amounts as text are read by a mapping, and a default is refused while the contract holds', async () => {
  expect(await act('order-sync-default-field')).toMatchObject({
    status: 'unmet',
    problem: { message: expect.stringContaining('“Charges match the agreed contract” fails') },
  });
  const fault = (await runner.playbook()).faults.get('charge-amount-as-text');
  if (!fault) throw new Error('no such fault');
  await runner.sandbox.inject(faultOrder(fault));
  await flows('fail');
  const mapped = await act('order-sync-map-amount');
  expect(mapped).toMatchObject({ status: 'done', verification: [{ status: 'pass' }] });
  const filled = await act('order-sync-default-field', { parameters: { currency: 'GBP' } });
  expect(filled).toMatchObject({ status: 'done' });
  expect(await config()).toMatchObject({ defaults: { lumenpay: { '/currency': 'GBP' } } });
  await runner.undo(filled.run, ADA);
  await runner.undo(mapped.run, ADA);
  expect(await config()).toMatchObject({ defaults: {}, mapping: {} });
  await runner.sandbox.clear();
  await flows();
});

test('detailed logging shows its fields in the log, and ends with its undo', async () => {
  const done = await act('order-sync-detailed-logging');
  expect(done).toMatchObject({
    status: 'done',
    assertions: [{ assertion: 'captured', outcome: 'pass' }],
  });
  const vendorAsksFor = ['traceId', 'status', 'durationMs', 'requestId', 'keyId'];
  await vi.waitFor(
    async () => {
      const lines = String(await read('/log?event=upstream.exchange'))
        .trim()
        .split('\n');
      const entries: Record<string, unknown>[] = lines.map((line) => JSON.parse(line));
      for (const upstream of ['lumenpay', 'parcelo', 'stockline']) {
        const entry = entries.findLast((one) => one.upstream === upstream);
        expect(vendorAsksFor.filter((field) => !entry?.[field])).toEqual([]);
      }
    },
    { timeout: 5_000, interval: 100 },
  );
  expect(await read('/logging')).toMatchObject({ level: 'debug', until: expect.any(String) });
  await runner.undo(done.run, ADA);
  expect(await read('/logging')).toEqual({ level: 'info', fields: [], until: null });
});

test.each(['lumenpay', 'parcelo', 'stockline'])(
  'the key for %s is rotated in recorded stages, switched back, rotated again, and retired for good',
  async (upstream) => {
    const [rotate, retire] = [`order-sync-rotate-${upstream}-key`, `order-sync-retire-${upstream}-key`];
    const stages: StageProgress[] = [];
    const first = await act(rotate, {}, stages);
    expect(first).toMatchObject({ status: 'done', undoable: true, assertions: [{ outcome: 'pass' }] });
    expect(stages.map(({ id, state }) => `${id} ${state}`)).toEqual(
      ['stage', 'verify', 'switch'].flatMap((id) => [`${id} running`, `${id} done`]),
    );
    const records = await runner.runs({ kind: 'stage', parent: first.run });
    expect(records.map(({ step, status }) => `${step} ${status}`).reverse()).toEqual([
      'stage done',
      'verify done',
      'switch done',
    ]);
    expect(await read('/keys')).toMatchObject({ [upstream]: { active: 'b' } });
    expect(await act(rotate)).toMatchObject({ status: 'unmet' });
    expect(await runner.undo(first.run, ADA)).toMatchObject({ status: 'done' });
    expect(await read('/keys')).toMatchObject({ [upstream]: { active: 'a' } });

    const again = await act(rotate);
    expect(again).toMatchObject({ status: 'done', plan: { stages: [{ id: 'verify' }, { id: 'switch' }] } });
    const retired = await act(retire);
    expect(retired).toMatchObject({ status: 'done', irreversible: true, undoable: false });
    await expect(runner.undo(retired.run, ADA)).rejects.toMatchObject({ code: 'not_undoable' });
    const back = await runner.undo(again.run, ADA);
    expect(back).toMatchObject({ status: 'unmet', problem: { class: 'condition-not-met' } });
    expect(back.problem?.message).toContain('is retired');
    await flows();
  },
  60_000,
);

test('the configuration is rolled back and forward again, with its plan told before', async () => {
  const { revision } = await read('/config');
  await patch({ throttle: { requestsPerSecond: 3 } });
  const order = { parameters: { revision: Number(revision) } };
  const plan = await act('order-sync-rollback', { ...order, dryRun: true });
  expect(plan).toMatchObject({
    status: 'planned',
    plan: { changes: [{ path: '/throttle/requestsPerSecond', from: 3, to: null }] },
    preconditions: [{ holds: true }, { holds: true }],
  });
  expect(plan.plan.stages?.map(({ id }) => id)).toEqual(['roll-back', 'confirm']);
  expect(plan.plan.stages?.[0]?.title).toContain('apply the configuration');
  const stages: StageProgress[] = [];
  const done = await act('order-sync-rollback', order, stages);
  expect(done).toMatchObject({ status: 'done', assertions: [{ outcome: 'pass' }] });
  expect(stages.map(({ id }) => id)).toEqual(['roll-back', 'roll-back', 'confirm', 'confirm']);
  expect(await config()).toMatchObject({ throttle: { requestsPerSecond: null } });
  expect(await runner.undo(done.run, ADA)).toMatchObject({ status: 'done' });
  expect(await config()).toMatchObject({ throttle: { requestsPerSecond: 3 } });
  await patch({ throttle: { requestsPerSecond: null } });
});

test('what is never to be run unattended is not', async () => {
  const retired = act('order-sync-retire-lumenpay-key', { unattended: true });
  await expect(retired).rejects.toMatchObject({ code: 'person_required' });
});
