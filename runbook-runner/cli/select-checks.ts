// Which checks a command means: those named, or those that a selection leaves.
import { find, unknown } from '../core/find.ts';
import { rankOf } from '../core/rank.ts';
import { takesCheck } from '../core/target.ts';
import { PlaybookError } from '../errors/index.ts';
import type { CheckDefinition, PageWith, Playbook } from '../playbook/playbook.ts';

export interface Selection {
  readonly all?: boolean | undefined;
  readonly integration?: string | undefined;
  readonly tag?: string | undefined;
  readonly scenario?: string | undefined;
  /** The playbook as it was at the revision of `--changed-since`. */
  readonly before?: Playbook | undefined;
  readonly env: string;
  /** Values that are given, by parameter. */
  readonly param?: Readonly<Record<string, string>> | undefined;
  /** Told of a check that is left out since it needs a value which nobody gave. */
  readonly leaveOut?: ((check: CheckDefinition, parameter: string) => void) | undefined;
}

/**
 * Ids by rank (priority, then criticality) and then in the order of the playbook; named ones in the order given.
 * Several selections leave what all of them select.
 * A selection leaves out checks whose integration does not have the environment, or does not let them change
 * anything there, and among others those that need a value which nobody gave; a name never does.
 */
export function selectChecks(playbook: Playbook, ids: readonly string[], selection: Selection): string[] {
  const named = [...new Set(ids)].map((id) => find('check', playbook.checks, id));
  if (named.length === 0) refuseUnknownEnvironment(playbook, selection.env);
  const selects = filterOf(playbook, selection, named.length > 0);
  const wanted = (named.length > 0 ? named : [...playbook.checks.values()]).filter(selects);
  if (named.length > 0 && wanted.length > 0) return wanted.map(({ id }) => id);
  const here = wanted.filter((check) => hasEnvironment(playbook, check, selection.env));
  if (here.length > 0) return byRank(playbook, withValues(here, selection));
  if (wanted.length > 0) throw notHere(playbook, wanted, selection.env);
  // That nothing changed is an answer.
  if (selection.before !== undefined) return [];
  const asked = [selection.integration, selection.tag, selection.scenario].filter((one) => one !== undefined);
  if (named.length > 0 || asked.length > 1)
    throw new PlaybookError('usage', 'No check is in all of these selections.', {
      hint: 'Several selections leave the checks that all of them select: take one away.',
    });
  throw new PlaybookError('usage', 'No check is selected.', {
    hint: 'Name checks by their ids, or take --all, --integration, --tag, --scenario or --changed-since. `npm run -s playbook -- lint` counts what there is.',
  });
}

/** Those that have a value for each parameter; all of them where none has, so that it is told what is needed. */
function withValues(
  checks: readonly CheckDefinition[],
  { param = {}, leaveOut }: Selection,
): readonly CheckDefinition[] {
  const needs = ({ parameters }: CheckDefinition) =>
    Object.entries(parameters).find(
      ([name, one]) => one.default === undefined && !Object.hasOwn(param, name),
    )?.[0];
  const ready = checks.filter((check) => needs(check) === undefined);
  if (ready.length === 0) return checks;
  for (const check of checks) {
    const parameter = needs(check);
    if (parameter !== undefined) leaveOut?.(check, parameter);
  }
  return ready;
}

function byRank(playbook: Playbook, checks: readonly CheckDefinition[]): string[] {
  return checks
    .map((check) => ({ id: check.id, rank: rankOf(playbook, check) }))
    .sort((one, other) => other.rank - one.rank)
    .map(({ id }) => id);
}

function filterOf(
  playbook: Playbook,
  selection: Selection,
  named: boolean,
): (check: CheckDefinition) => boolean {
  const { all, integration, tag, scenario, before } = selection;
  if (integration !== undefined) find('integration', playbook.integrations, integration);
  if (tag !== undefined) refuseUnknownTag(playbook, tag);
  const placed =
    scenario === undefined ? undefined : checksOf(find('scenario', playbook.scenarios, scenario));
  const narrowed = [integration, tag, placed, before].some((one) => one !== undefined);
  return (check) =>
    (all === true || named || narrowed) &&
    (integration === undefined || check.integration === integration) &&
    (tag === undefined || check.tags.includes(tag)) &&
    (placed === undefined || placed.has(check.id)) &&
    // A seal covers the definition and all that it reaches: integration, contract, failure modes.
    (before === undefined || before.checks.get(check.id)?.seal !== check.seal);
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
  return environment !== undefined && takesCheck(environment, check);
}

/** Also where nothing would be selected: a misspelt name must not look as if nothing had changed. */
function refuseUnknownEnvironment(playbook: Playbook, name: string): void {
  const names = new Set(
    [...playbook.integrations.values()].flatMap((page) => Object.keys(page.integration.environments)),
  );
  if (names.has(name)) return;
  throw unknown('unknown_environment', `No integration has an environment "${name}".`, name, names);
}

function refuseUnknownTag(playbook: Playbook, tag: string): void {
  const tags = new Set([...playbook.checks.values()].flatMap((check) => check.tags));
  if (!tags.has(tag)) throw unknown('usage', `No check has the tag "${tag}".`, tag, tags);
}

/** Why checks that were selected run nowhere under this name. */
function notHere(playbook: Playbook, wanted: readonly CheckDefinition[], name: string): PlaybookError {
  const pages = wanted.flatMap(({ integration }) => playbook.integrations.get(integration) ?? []);
  const has = pages.some((page) => Object.hasOwn(page.integration.environments, name));
  if (has) {
    return new PlaybookError(
      'usage',
      `Each selected check changes something, and "${name}" does not allow that.`,
      {
        hint: 'Take another environment: --env',
      },
    );
  }
  const others = pages.flatMap((page) => Object.keys(page.integration.environments));
  return unknown(
    'unknown_environment',
    `No selected check has an environment "${name}".`,
    name,
    new Set(others),
  );
}
