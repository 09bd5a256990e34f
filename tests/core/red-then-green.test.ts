// A check is proven by a fault alone: what others disturb meanwhile proves nothing, and is not ended.
import { expect, test } from 'vitest';
import { redThenGreen } from '../../runbook-runner/core/replay/red-then-green.ts';
import { PlaybookError } from '../../runbook-runner/errors/index.ts';
import type { FaultOrder } from '../../runbook-runner/ports/sandbox.ts';
import { drillWorld } from './drill/support.ts';
import { drifted, fail, pass } from './support/world.ts';

const beside = drillWorld();
const fault: FaultOrder = {
  ...{ id: 'drift', title: 'Drift', target: 'upstream', durationMs: 60_000, kind: 'x', options: {} },
};
const prove = (fingerprint: string | undefined) =>
  redThenGreen(beside.world.runner, { order: { check: 'contract', actor: 'Ada' }, fault, fingerprint });

/** How the check fails under the fault. */
async function fingerprintOf(): Promise<string | undefined> {
  const { script, runner } = beside.world;
  script.faults?.add('drift');
  const { fingerprint } = await runner.check({ actor: 'Ada', environment: 'sandbox', check: 'contract' });
  script.faults?.clear();
  return fingerprint;
}

test('red in the same way with the fault, and green without, is proven; red in another way is not', async () => {
  expect(await prove(await fingerprintOf())).toMatchObject({ proven: true });
  expect(await prove('another')).toMatchObject({ proven: false });
  beside.expectClean();
});

test('a fault that somebody began while the check was looked at is not added to', async () => {
  const { script } = beside.world;
  script.probe.contract = () => {
    script.faults?.add('other');
    return pass;
  };
  await expect(prove('any')).rejects.toMatchObject({
    ...{ code: 'fault_active', message: expect.stringContaining('"other"; nothing was injected') },
  });
  expect([...(script.faults ?? [])]).toEqual(['other']);
});

test('red while somebody else disturbs too is no proof, in the same way or not', async () => {
  const fingerprint = await fingerprintOf();
  const { script } = beside.world;
  script.probe.contract = () => {
    if (!script.faults?.has('drift')) return pass;
    script.faults.add('other');
    return drifted;
  };
  expect(await prove(fingerprint)).toMatchObject({
    ...{ proven: false, because: expect.stringContaining('Meanwhile "other" disturbed the sandbox too') },
  });
  expect([...(script.faults ?? [])]).toEqual(['other']);
});

test('a fault whose answer was lost is ended; one of somebody else is not', async () => {
  const { script } = beside.world;
  script.inject = () => Promise.reject(new PlaybookError('sandbox_not_running', 'No answer.'));
  await expect(prove('any')).rejects.toMatchObject({ code: 'sandbox_not_running' });
  expect([...(script.faults ?? [])]).toEqual([]);
  script.inject = () => Promise.reject(new PlaybookError('fault_active', 'Another is active.'));
  await expect(prove('any')).rejects.toMatchObject({ code: 'fault_active' });
  expect([...(script.faults ?? [])]).toEqual(['drift']);
});

test('a check that is red without the fault is not looked at further', async () => {
  beside.world.script.probe.contract = () => fail;
  expect(await prove('any')).toMatchObject({ proven: false, because: expect.stringContaining('without') });
});
