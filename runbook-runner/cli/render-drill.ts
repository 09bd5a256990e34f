// A drill for the terminal: its timeline while it runs, and how it ended.
import type { DrillResult } from '../core/orders.ts';
import type { FollowUp } from '../ports/follow-up.ts';
import { clean } from './shown.ts';
import type { Terminal } from './terminal.ts';

type Paint = Terminal['paint'];

const COLORS = { pass: 'green', fail: 'red', error: 'yellow' } as const;

export function timelineLine(paint: Paint, line: DrillResult['timeline'][number]): string {
  const at = `${(line.atMs / 1000).toFixed(1)} s`.padStart(8);
  return `${paint('gray', at)}  ${line.event.padEnd(10)}  ${line.outcome.padEnd(6)}  ${clean(line.detail)}`;
}

export const followUpLine = ({ kind, owner, due, status }: FollowUp): string =>
  status === 'done' ? `  Follow-up closed: ${kind}` : `  Follow-up: ${kind}, for ${owner}, due ${due}`;

export function drillLines(paint: Paint, result: DrillResult): string[] {
  const { detectMs, mitigateMs, recoverMs } = result.times;
  const times = [
    ['detected', detectMs],
    ['mitigated', mitigateMs],
    ['recovered', recoverMs],
  ] as const;
  const measured = times.flatMap(([name, ms]) =>
    ms === undefined ? [] : `${name} after ${(ms / 1000).toFixed(1)} s`,
  );
  const word = paint(['bold', COLORS[result.status]], result.status.toUpperCase());
  return [
    `${word}  ${result.drill}  ${measured.join(', ')}`.trimEnd(),
    ...(result.reason === undefined ? [] : [`  ${clean(result.reason)}`]),
    ...result.followUps.map(followUpLine),
    '',
  ];
}
