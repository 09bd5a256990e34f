// The report of drills: what they were to show, what happened when, and the work that is left.
import type { DrillResult } from '../core/orders.ts';
import type { Playbook } from '../playbook/playbook.ts';
import { clean } from './shown.ts';

/** Text from elsewhere, on one line of a Markdown table. */
const cell = (text: string) =>
  clean(text).replaceAll('\\', '\\\\').replaceAll('|', '\\|').replaceAll('<', '&lt;');

const row = (...cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;

const table = (head: readonly string[], rows: readonly (readonly string[])[]) => [
  row(...head),
  row(...head.map(() => '---')),
  ...rows.map((one) => row(...one)),
  '',
];

export const seconds = (ms: number | undefined) => (ms === undefined ? '–' : `${(ms / 1000).toFixed(1)} s`);

/** Markdown for people. */
export function drillReport(playbook: Playbook, results: readonly DrillResult[]): string {
  const summary = results.map(({ drill, status, times, reason }) => [
    ...[drill, status, seconds(times.detectMs), seconds(times.mitigateMs), seconds(times.recoverMs)],
    reason ?? '',
  ]);
  return [
    ...['# Drills', ''],
    ...table(['Drill', 'Result', 'Detected', 'Mitigated', 'Recovered', 'Why'], summary),
    ...results.flatMap((result) => section(playbook, result)),
  ].join('\n');
}

function section(playbook: Playbook, result: DrillResult): string[] {
  const drill = playbook.drills.get(result.drill)?.drill;
  const { commit, dirty, seal } = result.provenance;
  const left = result.followUps.map((one) => [one.kind, one.title, one.owner, one.due, one.status]);
  return [
    ...[`## ${result.drill}: ${result.status}`, ''],
    `Runbook ${result.scenario}, fault ${result.fault}, by ${cell(result.actor)}, ${result.startedAt}, run ${result.run}.`,
    `Commit ${commit}${dirty ? ' with local changes' : ''}, seal ${seal}, seal of the runbook ${result.scenarioSeal}.`,
    '',
    ...(result.reason === undefined ? [] : [`**${cell(result.reason)}**`, '']),
    ...(drill?.objectives ?? []).map((line) => `- ${cell(line)}`),
    '',
    ...table(
      ['At', 'Event', 'Result', 'Detail'],
      result.timeline.map((line) => [seconds(line.atMs), line.event, line.outcome, line.detail]),
    ),
    ...(left.length === 0 ? [] : table(['Follow-up', 'What', 'Owner', 'Due', 'Status'], left)),
    ...(drill && 'debrief' in drill
      ? ['Debrief:', '', ...drill.debrief.map((line) => `- ${cell(line)}`), '']
      : []),
  ];
}
