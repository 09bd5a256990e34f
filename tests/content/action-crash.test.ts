// kill -9 after the intent and before the act, in the real sandbox: what is known then, and the way on.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compose } from '../../runbook-runner/compose.ts';
import type { Runner } from '../../runbook-runner/core/runner.ts';
import { ROOT } from '../cli/program.ts';
import { besideSandbox } from '../cli/sandbox.ts';

const { home } = besideSandbox(beforeEach, afterEach);
const ADA = { actor: 'Ada', environment: 'sandbox' } as const;
const SCRIPT = join(import.meta.dirname, 'support/act-until-event.ts');

let runner: Runner;
beforeEach(async () => {
  runner = await compose(ROOT, { ...process.env, PLAYBOOK_HOME: home });
});
afterEach(() => runner.close());

async function killedAt(action: string, moment: string): Promise<void> {
  const env = { ...process.env, PLAYBOOK_HOME: home };
  const child = spawn(process.execPath, [SCRIPT, action, moment], { env, stdio: 'inherit' });
  expect(await once(child, 'close')).toEqual([null, 'SIGKILL']);
}

const act = (action: string) =>
  runner.act({ ...ADA, action, dryRun: false, idempotencyKey: crypto.randomUUID() });

/** A runner that took over looks at what is left by itself too: the record is asked for, not who settled it. */
async function newestOf(subject: string) {
  await runner.takeOver();
  const [newest] = await runner.runs({ kind: 'action', subject });
  return newest;
}

test('a temporary change still ends by itself, and its undo finds that nothing was done', async () => {
  await killedAt('order-sync-throttle', 'started');
  const left = await newestOf('order-sync-throttle');
  expect(left).toMatchObject({ subject: 'order-sync-throttle', state: 'outcome_unknown', status: 'unknown' });
  expect(await runner.temporaries()).toMatchObject([{ id: left?.id, expiresAt: expect.any(String) }]);
  const undone = await runner.undo(left?.id ?? '', ADA);
  expect(undone).toMatchObject({ status: 'done', plan: { changes: [] } });
  expect(await runner.temporaries()).toEqual([]);
});

test('a rotation goes on at the stage that was cut off, and the record says which', async () => {
  await killedAt('order-sync-rotate-lumenpay-key', 'verify');
  const cut = await newestOf('order-sync-rotate-lumenpay-key');
  expect(cut).toMatchObject({ state: 'outcome_unknown', status: 'unknown' });
  const stages = await runner.runs({ kind: 'stage', parent: cut?.id ?? '' });
  expect(stages.map(({ step, state, status }) => [step, state, status])).toEqual([
    ['verify', 'outcome_unknown', 'unknown'],
    ['stage', 'finished', 'done'],
  ]);
  const again = await act('order-sync-rotate-lumenpay-key');
  expect(again).toMatchObject({ status: 'done', plan: { stages: [{ id: 'verify' }, { id: 'switch' }] } });
});
