// The gate before every run: what may get a secret of this machine waits for a person's approval, all else passes.
import type { Playbook } from '../playbook/playbook.ts';
import type { Environment } from '../playbook/schema/environment.ts';
import type { Core } from './core.ts';
import type { Weighed } from './overdrawn.ts';
import type { Subject } from './sending.ts';

/** Whether a secret of this machine may be asked for there at all. */
const mayNeedSecret = ({ credentials }: Environment): boolean =>
  Object.values(credentials).some((source) => !('sandbox' in source));

/** Throws `approval_needed`. Loads nothing for an environment that has no secret of this machine. */
export function needApproval(
  core: Core,
  playbook: Playbook,
  environment: Environment,
  subjects: readonly Subject[],
): Promise<void> | undefined {
  return mayNeedSecret(environment) ? approved(core, playbook, subjects) : undefined;
}

/** The same of all checks of a run, as one refusal. */
export async function needApprovals(
  core: Core,
  { checks, environment }: Pick<Weighed, 'checks' | 'environment'>,
): Promise<void> {
  const playbook = await core.playbook();
  const subjects = checks.flatMap((id) => {
    const definition = playbook.checks.get(id);
    const page = definition && playbook.integrations.get(definition.integration);
    const declared = page?.integration.environments[environment];
    return definition && declared && mayNeedSecret(declared)
      ? [{ room: 'checks', definition, environment } as const]
      : [];
  });
  if (subjects.length > 0) await approved(core, playbook, subjects);
}

async function approved(core: Core, playbook: Playbook, subjects: readonly Subject[]): Promise<void> {
  const { requireApproval } = await import('./approval.ts');
  await requireApproval(core, playbook, subjects);
}
