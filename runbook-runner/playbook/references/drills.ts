// What drills name, and that a drill fits the scenario that it proves.
import { suggest } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft, PageDraft } from '../draft.ts';
import type { YamlValue } from '../read/yaml.ts';
import type { Drill, LiveFire } from '../schema/drill.ts';
import { walkProblems } from '../walk.ts';

type Tabletop = Exclude<Drill, LiveFire>;

function followLiveFire(draft: Draft, report: Report, drill: LiveFire, yaml: YamlValue): void {
  const at = (...path: (string | number)[]) => yaml.at(['drill', ...path]);
  if (report.expectKnown('unknown-fault', 'fault', drill.fault, draft.faults, at('fault'))) {
    refuseTelltale(report, drill, yaml);
  }
  const checks = [
    ...drill.baseline.map((id, index) => [id, at('baseline', index)] as const),
    [drill.detect.check, at('detect', 'check')] as const,
    [drill.recover.check, at('recover', 'check')] as const,
    ...(drill.conserve ? [[drill.conserve.check, at('conserve', 'check')] as const] : []),
  ];
  for (const [id, place] of checks) report.expectKnown('unknown-check', 'check', id, draft.checks, place);
  const mode = drill.expect.failureMode;
  const place = at('expect', 'failureMode');
  if (!report.expectKnown('unknown-failure-mode', 'failure mode', mode, draft.byKind.failureMode, place))
    return;
  const remedied = draft.byKind.scenario.get(drill.scenario)?.front.scenario?.failureModes;
  if (!remedied || remedied.includes(mode)) return;
  const message = `The scenario "${drill.scenario}" does not remedy "${mode}".`;
  report.add('drill-mismatch', place, message, suggest(mode, remedied));
}

function refuseTelltale(report: Report, { fault, expect }: LiveFire, yaml: YamlValue): void {
  if (fault !== expect.failureMode) return;
  const message = `The fault "${fault}" has the name of the failure mode that it must be recognised as.`;
  report.add('telltale-fault', yaml.at(['drill', 'fault']), message, 'Name a fault by what it does.');
}

/** The drill walks the runbook as it is. */
function followWalk(draft: Draft, report: Report, drill: LiveFire, yaml: YamlValue): void {
  const runbook = draft.byKind.scenario.get(drill.scenario);
  if (!runbook?.legible) return;
  for (const { message, index, entry } of walkProblems(runbook.outline.steps, drill.walk)) {
    const path = ['drill', 'walk', index, ...(entry === undefined ? ['step'] : ['sees', entry])];
    const hint = `Change the walk, or the step in ${runbook.file}.`;
    report.add('walk-mismatch', entry === undefined ? yaml.at(path) : yaml.keyAt(path), message, hint);
  }
}

/** A drill has nobody who could do an action by hand. */
function expectUnattended(draft: Draft, report: Report, drill: LiveFire, yaml: YamlValue): void {
  for (const [index, { sees }] of drill.walk.entries()) {
    for (const id of Object.keys(sees)) {
      if (draft.actions.get(id)?.value?.base.unattended !== 'never') continue;
      const message = `The drill does "${id}" in the sandbox, and its definition says that it is never done unattended.`;
      const hint = 'Give the action `unattended: sandbox`; elsewhere a person does it all the same.';
      report.add('drill-mismatch', yaml.keyAt(['drill', 'walk', index, 'sees', id]), message, hint);
    }
  }
}

/** Each step of a runbook with a live-fire drill shows something: else nobody would miss it. */
function expectProof(draft: Draft, report: Report, drill: LiveFire): void {
  const runbook = draft.byKind.scenario.get(drill.scenario);
  for (const step of runbook?.legible ? runbook.outline.steps : []) {
    if (step.placements.length > 0) continue;
    const message = `The step "${step.id}" has no check, action or decision, so no drill could miss it.`;
    const hint = 'Place the check that shows that it was done, or make it part of another step.';
    report.add('unproven-step', step.location, message, hint);
  }
}

function followTabletop(draft: Draft, report: Report, drill: Tabletop, yaml: YamlValue): void {
  for (const [role, team] of Object.entries(drill.roles)) {
    report.expectKnown('unknown-team', 'team', team, draft.teams, yaml.at(['drill', 'roles', role]));
  }
  for (const [index, { at, to }] of drill.injects.entries()) {
    const path = ['drill', 'injects', index];
    const before = drill.injects[index - 1]?.at;
    if (before && before.ms > at.ms) {
      const message = `It is told after ${at.text}, and the one before it after ${before.text}.`;
      report.add(
        'unfit-inject',
        yaml.at([...path, 'at']),
        message,
        'Put the injects in the order of the clock.',
      );
    }
    if (at.ms > drill.takes.ms) {
      const message = `It is told after ${at.text}, and the exercise takes ${drill.takes.text}.`;
      report.add('unfit-inject', yaml.at([...path, 'at']), message, 'Tell it earlier, or plan more time.');
    }
    if (Object.hasOwn(drill.roles, to)) continue;
    const message = `The exercise has no role "${to}".`;
    report.add('unfit-inject', yaml.at([...path, 'to']), message, suggest(to, Object.keys(drill.roles)));
  }
}

/** A draft is not built, and a drill that nobody sees is a drill that nobody misses. */
function refuseDraft(report: Report, page: PageDraft | undefined): void {
  if (page?.front.draft !== true || !page.yaml) return;
  const hint = 'Remove `draft`, or keep the page out of the repository until it is ready.';
  report.add('drill-skipped', page.yaml.at(['draft']), 'The page is a draft.', hint);
}

export function followDrills(draft: Draft, report: Report): void {
  for (const page of draft.byKind.drill.values()) {
    const { drill } = page.front;
    if (!drill || !page.yaml) continue;
    refuseDraft(report, page);
    refuseDraft(report, draft.byKind.scenario.get(drill.scenario));
    const place = page.yaml.at(['drill', 'scenario']);
    report.expectKnown('unknown-scenario', 'scenario', drill.scenario, draft.byKind.scenario, place);
    if (drill.kind === 'tabletop') {
      followTabletop(draft, report, drill, page.yaml);
      continue;
    }
    followLiveFire(draft, report, drill, page.yaml);
    followWalk(draft, report, drill, page.yaml);
    expectUnattended(draft, report, drill, page.yaml);
    expectProof(draft, report, drill);
  }
}
