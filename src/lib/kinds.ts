// What kind of page a page is, for its header, its search filters and its place in lists.
import type { Page } from '../../runbook-runner/playbook/playbook.ts';

export type Kind =
  | 'home'
  | 'scenario'
  | 'failure mode'
  | 'integration'
  | 'drill'
  | 'term'
  | 'change'
  | 'page';

export function kindOf(page: Page | undefined): Kind {
  if (!page) return 'page';
  if (page.id === '' || page.id === 'index') return 'home';
  if (page.scenario) return 'scenario';
  if (page.failureMode) return 'failure mode';
  if (page.integration) return 'integration';
  if (page.drill) return 'drill';
  if (page.term) return 'term';
  if (page.change) return 'change';
  return 'page';
}

const LABELS: Record<Kind, string> = {
  home: 'Playbook',
  scenario: 'Scenario',
  'failure mode': 'Failure mode',
  integration: 'Integration',
  drill: 'Drill',
  term: 'Glossary',
  change: 'Changelog',
  page: 'Guide',
};

export const kindLabel = (kind: Kind): string => LABELS[kind];

/** How much a word of a page counts in the search: who looks a symptom up wants to act first, and to learn later. */
const SEARCH_WEIGHTS: Record<Kind, number> = {
  scenario: 4,
  'failure mode': 4,
  ...{ home: 1, integration: 1, page: 1 },
  ...{ term: 0.25, drill: 0.5, change: 0.25 },
};

export const searchWeight = (page: Page | undefined): number => SEARCH_WEIGHTS[kindOf(page)];

/** Integrations that a page is about, for the search filter. */
export function integrationsOf(page: Page): readonly string[] {
  if (page.integration) return [page.integration.name];
  if (page.scenario) return [page.scenario.integration];
  return [];
}

export const severityOf = (page: Page): string | undefined =>
  page.scenario?.severity ?? page.failureMode?.severity;
