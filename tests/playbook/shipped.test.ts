import { join } from 'node:path';
import { expect, test } from 'vitest';
import { actionKinds } from '../../runbook-runner/actions/registry.ts';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { renderDiagnostics } from '../../runbook-runner/errors/render.ts';
import { packPlaybook, unpackPlaybook } from '../../runbook-runner/playbook/cache.ts';
import { loadPlaybook } from '../../runbook-runner/playbook/load.ts';
import { faultKinds } from '../../runbook-runner/sandbox/fault-proxy/kinds/registry.ts';

const ROOT = join(import.meta.dirname, '../..');
const kinds = { checks: checkKinds, actions: actionKinds, faults: faultKinds };

test('the playbook that is shipped has no fault, and survives the cache as it is', async () => {
  const loaded = await loadPlaybook(createFiles(ROOT), kinds);
  if (!loaded.ok) throw new Error(renderDiagnostics(loaded.diagnostics));
  const { playbook } = loaded;
  expect(unpackPlaybook(packPlaybook(playbook, 'k'), 'k')).toEqual(playbook);
  for (const scenario of playbook.scenarios.values()) {
    expect(scenario.seal, scenario.id).toMatch(/^sha256-/);
    expect(scenario.steps.length, scenario.id).toBeGreaterThan(2);
    expect(Object.keys(scenario.reaches), scenario.id).toContain(`drills/${scenario.scenario.drill}`);
  }
});
