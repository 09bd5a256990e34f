// Markdown for the summary of a job: the count, and a table of what is not green.
import type { CheckResult } from '../../ports/result.ts';
import { cell } from '../shown.ts';
import { summaryLine } from '../verdicts.ts';
import { differences } from './differences.ts';
import type { Reporter, Setting } from './reporter.ts';

/** GitHub refuses a summary above 1 MiB; what else the step says needs room too. */
const MOST_BYTES = 900_000;
const ICONS = { pass: '✅', fail: '❌', error: '⚠️', skipped: '⏭️' } as const;

function row(result: CheckResult): string {
  const why = differences(result).map(({ name, text }) => `**${cell(name)}** ${cell(text)}`);
  const modes = result.failureModes.map(({ title }) => cell(title));
  const cells = [
    `${ICONS[result.status]} ${result.status}`,
    cell(result.check),
    cell(result.integration),
    why.join('<br>'),
    modes.join('<br>'),
  ];
  return `| ${cells.join(' | ')} |`;
}

export function markdownReporter({ checks, write }: Setting): Reporter {
  const rows: string[] = [];
  let bytes = 0;
  let told = 0;
  let environment = '';
  return {
    told(result) {
      told += 1;
      environment = result.environment;
      if (result.status === 'pass') return;
      const line = row(result);
      const size = Buffer.byteLength(line);
      if (bytes + size > MOST_BYTES) return;
      bytes += size;
      rows.push(line);
    },
    finish(summary, interrupted) {
      write(`## Checks${environment === '' ? '' : ` in ${cell(environment)}`}\n`);
      write(
        `${summaryLine(summary)}.${interrupted ? ` Interrupted: ${checks.length - told} did not run.` : ''}\n`,
      );
      if (rows.length === 0) return;
      for (const line of [
        '| | check | integration | what differs | looks like |',
        '| --- | --- | --- | --- | --- |',
      ])
        write(line);
      for (const line of rows) write(line);
      const more = summary.total - summary.pass - rows.length;
      if (more > 0) write(`\n${more} more are not green.`);
    },
  };
}
