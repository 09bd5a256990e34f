// Baselines for the terminal: what was measured, and each figure beside the recorded one.
import type { BaselineComparison, RecordedBaseline } from '../core/baseline/baseline.ts';
import type { Compared } from '../core/baseline/compare.ts';
import { allowedText, figureText } from '../core/baseline/words.ts';
import { clean, localTime } from './shown.ts';
import type { Terminal } from './terminal.ts';

type Paint = Terminal['paint'];

export function recordedLines(paint: Paint, result: RecordedBaseline): string[] {
  const { integration, environment, status, measurements, run } = result;
  const kept = status === 'pass' ? 'recorded' : 'not healthy: kept, but never compared with';
  const color = status === 'pass' ? 'green' : 'red';
  return [
    `${paint('bold', integration)}  ${environment}  ${paint(color, kept)}, run ${run}`,
    ...measurements.map(({ check, status: seen, figures, configuration }) => {
      const told = Object.entries(figures).map(
        ([what, value]) => `${what} ${figureText(what as Compared['what'], value)}`,
      );
      if (configuration) told.push(`revision ${JSON.stringify(configuration.revision)}`);
      return `  ${seen.padEnd(5)}  ${check}${told.length > 0 ? `: ${clean(told.join(', '))}` : ''}`;
    }),
  ];
}

export function comparisonLines(paint: Paint, comparison: BaselineComparison): string[] {
  const { integration, environment, recorded, compared, status } = comparison;
  if (recorded === undefined) {
    return [
      `${paint('bold', integration)}  ${environment}  ${paint('yellow', 'nothing was recorded')}`,
      `  Record it while all is well: npm run -s playbook -- baseline record ${integration} --env ${environment}`,
    ];
  }
  const { startedAt, actor, commit } = recorded;
  const by = `recorded ${localTime(startedAt)} by ${clean(actor)} at ${commit.slice(0, 8)}`;
  return [
    `${paint('bold', integration)}  ${environment}  ${paint(status === 'within' ? 'green' : 'red', status)}, ${by}`,
    ...compared.map((one) => {
      const word = one.within ? paint('green', 'within ') : paint('red', 'outside');
      const figures = `recorded ${figureText(one.what, one.recorded)}, now ${figureText(one.what, one.now)}`;
      return `  ${word}  ${one.check}: ${one.what}: ${clean(figures)}, allowed ${allowedText(one)}`;
    }),
  ];
}
