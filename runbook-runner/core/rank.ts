// Who goes first where places are few: the declared priority, then the criticality of the integration.
import type { CheckDefinition, Playbook } from '../playbook/playbook.ts';

const PRIORITIES = ['low', 'normal', 'high'] as const;
const CRITICALITIES = ['low', 'medium', 'high', 'critical'] as const;

/** Ranks are whole numbers from 0, and the highest goes first. */
export const RANKS = PRIORITIES.length * CRITICALITIES.length;

export function rankOf(playbook: Playbook, { priority, integration }: CheckDefinition): number {
  const criticality = playbook.integrations.get(integration)?.integration.criticality ?? 'low';
  return PRIORITIES.indexOf(priority) * CRITICALITIES.length + CRITICALITIES.indexOf(criticality);
}
