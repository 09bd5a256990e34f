// What scenarios name, and that each has a drill which proves it.
import { suggest } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft, PageDraft } from '../draft.ts';
import type { YamlValue } from '../read/yaml.ts';
import type { Scenario } from '../schema/pages.ts';
import { followDecisions } from './decisions.ts';

function followDrill(draft: Draft, report: Report, page: PageDraft, id: string, yaml: YamlValue): void {
  const place = yaml.at(['scenario', 'drill']);
  const found = draft.byKind.drill.get(id);
  if (!found) {
    const message = `No drill has the id "${id}", so nothing proves this scenario.`;
    report.add('scenario-without-drill', place, message, suggest(id, draft.byKind.drill.keys()));
    return;
  }
  const { drill } = found.front;
  if (drill?.kind === 'tabletop') {
    report.add(
      'drill-mismatch',
      place,
      `The drill "${id}" is a tabletop exercise.`,
      'Name a drill of the kind live-fire.',
    );
  }
  if (drill && drill.scenario !== page.shortId) {
    const hint = `Name a drill of this scenario, or change "scenario" in ${found.file}.`;
    report.add('drill-mismatch', place, `The drill "${id}" proves the scenario "${drill.scenario}".`, hint);
  }
}

function followParts(draft: Draft, report: Report, scenario: Scenario, yaml: YamlValue): void {
  const at = (...path: (string | number)[]) => yaml.at(['scenario', ...path]);
  report.expectKnown(
    'unknown-integration',
    'integration',
    scenario.integration,
    draft.byKind.integration,
    at('integration'),
  );
  report.expectKnown('unknown-policy', 'escalation policy', scenario.policy, draft.policies, at('policy'));
  for (const [index, id] of scenario.failureModes.entries()) {
    report.expectKnown(
      'unknown-failure-mode',
      'failure mode',
      id,
      draft.byKind.failureMode,
      at('failureModes', index),
    );
  }
  for (const [role, team] of Object.entries(scenario.roles)) {
    report.expectKnown('unknown-team', 'team', team, draft.teams, at('roles', role));
  }
  for (const [index, { check }] of scenario.afterwards.entries()) {
    if (check === undefined) continue;
    report.expectKnown('unknown-check', 'check', check, draft.checks, at('afterwards', index, 'check'));
  }
}

export function followScenarios(draft: Draft, report: Report): void {
  for (const page of draft.byKind.scenario.values()) {
    const { front, yaml } = page;
    if (!front.scenario || !yaml) continue;
    followParts(draft, report, front.scenario, yaml);
    followDrill(draft, report, page, front.scenario.drill, yaml);
    followDecisions(draft, report, page, front.scenario, yaml);
  }
}
