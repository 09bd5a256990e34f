// Refuses a drill that could reach anything but an undisturbed sandbox.
import type { Playbook } from '../../playbook/playbook.ts';
import type { LiveFire } from '../../playbook/schema/drill.ts';
import type { Core } from '../core.ts';
import { find } from '../find.ts';
import { refuseDisturbed } from '../own-fault.ts';
import { DrillFailed } from './log.ts';
import { DRILL_ENVIRONMENT, type DrillTools } from './tools.ts';

/** The sandbox must run, and nothing may disturb it yet: else what is seen says nothing of this fault. */
export async function refuseUnsafe(core: Core, { drill, playbook, log }: DrillTools): Promise<void> {
  await refuseDisturbed(core.deps.sandbox);
  for (const integration of integrationsOf(playbook, drill)) {
    const { environments } = find('integration', playbook.integrations, integration).integration;
    const environment = environments[DRILL_ENVIRONMENT];
    if (environment !== undefined && 'sandbox' in environment) continue;
    throw new DrillFailed(
      'sandbox',
      `The environment "${DRILL_ENVIRONMENT}" of ${integration} is not in the sandbox.`,
    );
  }
  log.note('sandbox', 'pass', 'running, and nothing disturbs it');
}

/** Temporary changes that hold in this sandbox, each with its way out; a sandbox of the drill's own has none. */
export async function heldThere(core: Core, { ownSandbox }: DrillTools): Promise<string[]> {
  if (ownSandbox) return [];
  const held = await (await core.store()).temporaries();
  return held
    .filter(({ environment }) => environment === DRILL_ENVIRONMENT)
    .map(
      ({ id, subject }) => `"${subject}" may still hold there; undo it: npm run -s playbook -- undo ${id}.`,
    );
}

/** Every integration that the drill or its runbook could reach. */
function integrationsOf(playbook: Playbook, drill: LiveFire): Set<string> {
  const page = find('scenario', playbook.scenarios, drill.scenario);
  const reached = [...Object.keys(page.reaches), ...drill.baseline.map((id) => `checks/${id}`)];
  reached.push(`checks/${drill.detect.check}`, `checks/${drill.recover.check}`);
  if (drill.conserve) reached.push(`checks/${drill.conserve.check}`);
  const definitions = reached.flatMap((name) => {
    const [room, id = ''] = name.split('/');
    const found =
      room === 'checks' ? playbook.checks.get(id) : room === 'actions' ? playbook.actions.get(id) : undefined;
    return found ? [found.integration] : [];
  });
  return new Set(definitions);
}
