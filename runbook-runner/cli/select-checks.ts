// Which checks a command means: those named, or those that a selection leaves.
import { find, unknown } from '../core/find.ts';
import { takesChanges } from '../core/target.ts';
import { PlaybookError } from '../errors/index.ts';
import type { CheckDefinition, PageWith, Playbook } from '../playbook/playbook.ts';

export interface Selection {
  readonly all?: boolean | undefined;
  readonly integration?: string | undefined;
  readonly tag?: string | undefined;
  readonly scenario?: string | undefined;
  readonly env: string;
}

/**
 * Ids in the order of the playbook, named ones in the order given.
 * A selection leaves out checks whose integration does not have the environment, or does not let them change
 * anything there; a name never does.
 */
export function selectChecks(playbook: Playbook, ids: readonly string[], selection: Selection): string[] {
  for (const id of ids) find('check', playbook.checks, id);
  if (ids.length > 0) return [...new Set(ids)];
  const wanted = [...playbook.checks.values()].filter(filterOf(playbook, selection));
  const here = wanted.filter((check) => hasEnvironment(playbook, check, selection.env));
  if (here.length > 0) return here.map((check) => check.id);
  if (wanted.length > 0) throw noEnvironment(playbook, selection.env);
  throw new PlaybookError('usage', 'No check is selected.', {
    hint: 'Name checks by their ids, or take --all, --integration, --tag or --scenario. `npm run -s playbook -- lint` counts what there is.',
  });
}

function filterOf(playbook: Playbook, selection: Selection): (check: CheckDefinition) => boolean {
  const { all, integration, tag, scenario } = selection;
  if (integration !== undefined) find('integration', playbook.integrations, integration);
  const placed =
    scenario === undefined ? undefined : checksOf(find('scenario', playbook.scenarios, scenario));
  const any = all === true || integration !== undefined || tag !== undefined || placed !== undefined;
  return (check) =>
    any &&
    (integration === undefined || check.integration === integration) &&
    (tag === undefined || check.tags.includes(tag)) &&
    (placed === undefined || placed.has(check.id));
}

function checksOf(page: PageWith<'scenario'>): Set<string> {
  const placements = [...page.steps.flatMap((step) => step.placements), ...page.loose];
  const afterwards = page.scenario.afterwards.flatMap(({ check }) => check ?? []);
  return new Set([
    ...placements.filter((one) => one.element === 'Check').map((one) => one.id),
    ...afterwards,
  ]);
}

function hasEnvironment(playbook: Playbook, check: CheckDefinition, name: string): boolean {
  const environments = playbook.integrations.get(check.integration)?.integration.environments ?? {};
  const environment = Object.hasOwn(environments, name) ? environments[name] : undefined;
  return environment !== undefined && (!check.changes || takesChanges(environment));
}

function noEnvironment(playbook: Playbook, name: string): PlaybookError {
  const names = [...playbook.integrations.values()].flatMap((page) =>
    Object.keys(page.integration.environments),
  );
  const message = `No integration has an environment "${name}".`;
  return unknown('unknown_environment', message, name, new Set(names));
}
