// What drills name, and that a drill fits the scenario that it proves.
import { suggest } from '../../errors/index.ts';
import type { Report } from '../diagnostics.ts';
import type { Draft } from '../draft.ts';
import type { YamlValue } from '../read/yaml.ts';
import type { Drill } from '../schema/pages.ts';

type LiveFire = Extract<Drill, { kind: 'live-fire' }>;

function followLiveFire(draft: Draft, report: Report, drill: LiveFire, yaml: YamlValue): void {
  const at = (...path: (string | number)[]) => yaml.at(['drill', ...path]);
  report.expectKnown('unknown-fault', 'fault', drill.fault, draft.faults, at('fault'));
  const checks = [
    ...drill.baseline.map((id, index) => [id, at('baseline', index)] as const),
    [drill.detect.check, at('detect', 'check')] as const,
    [drill.recover.check, at('recover', 'check')] as const,
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

export function followDrills(draft: Draft, report: Report): void {
  for (const { front, yaml } of draft.byKind.drill.values()) {
    const { drill } = front;
    if (!drill || !yaml) continue;
    const place = yaml.at(['drill', 'scenario']);
    report.expectKnown('unknown-scenario', 'scenario', drill.scenario, draft.byKind.scenario, place);
    if (drill.kind === 'live-fire') followLiveFire(draft, report, drill, yaml);
  }
}
