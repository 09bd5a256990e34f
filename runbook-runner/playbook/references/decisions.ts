// Decisions: what their conditions look at, where they lead, and that each stands on its page.
import { suggest } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft, PageDraft } from '../draft.ts';
import type { Path, YamlValue } from '../read/yaml.ts';
import type { Condition, Scenario } from '../schema/pages.ts';
import { followAssertion } from './conditions.ts';

interface Scope {
  readonly draft: Draft;
  readonly report: Report;
  readonly page: PageDraft;
  readonly yaml: YamlValue;
}

function placed(page: PageDraft, element: 'Check' | 'Decision'): ReadonlySet<string> {
  const all = [...page.outline.steps.flatMap((step) => step.placements), ...page.outline.loose];
  return new Set(all.filter((one) => one.element === element).map((one) => one.id));
}

function followCondition({ draft, report, page, yaml }: Scope, condition: Condition, path: Path): void {
  const { check } = condition;
  const place = yaml.at([...path, 'check']);
  if (!report.expectKnown('unknown-check', 'check', check, draft.checks, place)) return;
  if (page.legible && !placed(page, 'Check').has(check)) {
    const message = `The decision looks at "${check}", which the page places nowhere.`;
    report.add(
      'unplaced-check',
      place,
      message,
      `Place <Check id="${check}" /> in a step before the decision.`,
    );
  }
  followAssertion(draft, report, condition, yaml, path);
}

function followTarget({ draft, report, page, yaml }: Scope, to: string | undefined, path: Path): void {
  if (to === undefined || !page.legible) return;
  const steps = page.outline.steps.map((step) => step.id);
  const id = to.replace(/^\//, '').replace(/\/$/, '');
  if (steps.includes(to) || draft.pages.has(id)) return;
  const known = to.includes('/') ? draft.pages.keys() : steps;
  report.add(
    'unknown-step',
    yaml.at(path),
    `No step of this page and no page is called "${to}".`,
    suggest(to, known),
  );
}

export function followDecisions(
  draft: Draft,
  report: Report,
  page: PageDraft,
  scenario: Scenario,
  yaml: YamlValue,
): void {
  const scope: Scope = { draft, report, page, yaml };
  const standing = placed(page, 'Decision');
  for (const [id, decision] of Object.entries(scenario.decisions)) {
    const base = ['scenario', 'decisions', id];
    if (page.legible && !standing.has(id)) {
      const message = `The decision "${id}" stands nowhere on the page.`;
      report.add('unplaced-decision', yaml.keyAt(base), message, `Place <Decision id="${id}" /> in a step.`);
    }
    for (const [index, rule] of decision.rules.entries()) {
      const path = [...base, 'rules', index];
      for (const [number, condition] of rule.when.entries()) {
        followCondition(scope, condition, [...path, 'when', number]);
      }
      followTarget(scope, rule.to, [...path, 'to']);
    }
    followTarget(scope, decision.otherwise.to, [...base, 'otherwise', 'to']);
  }
}
