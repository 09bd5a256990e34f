// An escalation policy in words, level by level, for the head of a runbook and its clock.
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { Duration } from '../../runbook-runner/ports/duration.ts';
import { spoken } from '../../runbook-runner/ports/spoken.ts';

export interface Level {
  /** Milliseconds from the start of the incident. */
  readonly afterMs: number;
  readonly who: string;
  readonly text: string;
}

const when = (after: Duration): string => (after.ms === 0 ? 'At once' : `After ${spoken(after)}`);

/** Levels of the policy, vendor included, in order of time; empty when there is no such policy. */
export function escalation(
  policyId: string,
  playbook: Pick<Playbook, 'policies' | 'teams' | 'integrations'>,
): Level[] {
  const policy = playbook.policies.get(policyId);
  if (!policy) return [];
  const levels = policy.levels.map((level) => {
    const who = level.notify.map((team) => playbook.teams.get(team)?.name ?? team).join(', ');
    const silent = level.after.ms === 0 ? '' : ' without acknowledgement';
    return { afterMs: level.after.ms, who, text: `${when(level.after)}${silent}: ${who}` };
  });
  const { vendor } = policy;
  if (vendor) {
    const integration = playbook.integrations.get(vendor.integration)?.integration;
    const who = `the vendor desk of ${integration?.name ?? vendor.integration}`;
    levels.push({ afterMs: vendor.after.ms, who, text: `${when(vendor.after)}: ${who}` });
  }
  return levels.sort((a, b) => a.afterMs - b.afterMs);
}
