// What a runbook checks at its end: asked for by the head of its page, and shown at its foot.
import type { Scenario } from '../../runbook-runner/playbook/schema/pages.ts';

/** Ids of the checks that show the state which a runbook wants afterwards, each once. */
export const afterwardsChecks = ({ afterwards }: Pick<Scenario, 'afterwards'>): string[] => [
  ...new Set(afterwards.flatMap(({ check }) => (check === undefined ? [] : [check]))),
];
