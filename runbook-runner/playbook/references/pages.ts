// What the text and the front matter of any page name: checks, actions, decisions, terms, modes, owners.
import { type Location, suggest } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft, PageDraft } from '../draft.ts';
import type { Placement } from '../playbook.ts';

/** Decisions that the front matter declares, even where another part of it has a fault. */
function declaredDecisions(page: PageDraft): ReadonlySet<string> {
  const value = page.yaml?.value as { scenario?: { decisions?: unknown } } | null | undefined;
  const decisions = value?.scenario?.decisions;
  return new Set(typeof decisions === 'object' && decisions !== null ? Object.keys(decisions) : []);
}

function followDecision(report: Report, page: PageDraft, { id, location }: Placement): void {
  const declared = declaredDecisions(page);
  if (declared.has(id)) return;
  const isScenario = page.yaml !== undefined && Object.hasOwn(Object(page.yaml.value), 'scenario');
  const hint = isScenario
    ? suggest(id, declared)
    : 'Decisions are declared in the front matter of a scenario, under scenario.decisions.';
  report.add('unknown-decision', location, `No decision of this page has the id "${id}".`, hint);
}

function followText(draft: Draft, report: Report, page: PageDraft): void {
  const { steps, loose, terms, failureModes, faults } = page.outline;
  for (const placement of [...steps.flatMap((step) => step.placements), ...loose]) {
    const { element, id, location } = placement;
    if (element === 'Check') report.expectKnown('unknown-check', 'check', id, draft.checks, location);
    else if (element === 'Action')
      report.expectKnown('unknown-action', 'action', id, draft.actions, location);
    else followDecision(report, page, placement);
  }
  for (const { id, location } of terms) {
    report.expectKnown('unknown-term', 'glossary term', id, draft.byKind.term, location);
  }
  for (const { id, location } of faults) {
    report.expectKnown('unknown-fault', 'fault', id, draft.faults, location);
  }
  for (const { id, location } of failureModes) {
    report.expectKnown('unknown-failure-mode', 'failure mode', id, draft.byKind.failureMode, location);
  }
}

function followAffected(draft: Draft, report: Report, name: string, location: Location): void {
  const id = name.replace(/^\//, '').replace(/\/$/, '');
  if (draft.byKind.integration.has(name) || draft.pages.has(id)) return;
  const known = [...draft.byKind.integration.keys(), ...draft.pages.keys()];
  report.add(
    'unknown-page',
    location,
    `No page and no integration is called "${name}".`,
    suggest(name, known),
  );
}

function followFrontMatter(draft: Draft, report: Report, { front, yaml }: PageDraft): void {
  if (!yaml) return;
  if (front.review) {
    report.expectKnown('unknown-team', 'team', front.review.owner, draft.teams, yaml.at(['review', 'owner']));
  }
  for (const [index, id] of (front.term?.related ?? []).entries()) {
    report.expectKnown(
      'unknown-term',
      'glossary term',
      id,
      draft.byKind.term,
      yaml.at(['term', 'related', index]),
    );
  }
  for (const [index, name] of (front.change?.affects ?? []).entries()) {
    followAffected(draft, report, name, yaml.at(['change', 'affects', index]));
  }
}

export function followPages(draft: Draft, report: Report): void {
  for (const page of draft.pages.values()) {
    followText(draft, report, page);
    followFrontMatter(draft, report, page);
  }
}
