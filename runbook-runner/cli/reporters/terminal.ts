// For people: a live table while it runs on a terminal, a line a check when piped, then what is not green.
import type { CheckResult, Verdict } from '../../ports/result.ts';
import { checkDetails, checkLine, foundBelow } from '../render-check.ts';
import { summaryLine } from '../verdicts.ts';
import { liveTable } from './live-table.ts';
import type { Reporter, Setting } from './reporter.ts';

/** On a terminal so many lines fit beside the rest; of more checks the green ones are only counted. */
const FITS = 20;

export function terminalReporter(setting: Setting): Reporter {
  const { checks, terminal, write } = setting;
  const many = checks.length > 1;
  const live = terminal.live && many ? liveTable(setting) : undefined;
  const width = Math.max(...checks.map((id) => id.length));
  const unpassed: CheckResult[] = [];
  const ran = new Map<string, Verdict>();
  let told = 0;
  if (!live && checks.length > 0)
    terminal.progress(`Running ${many ? `${checks.length} checks` : checks[0]} …`);
  const lines = live === undefined || checks.length <= FITS;
  return {
    ...(live ? { started: live.started, ended: live.ended } : {}),
    told(result) {
      if (lines) write(checkLine(terminal.paint, result, width));
      if (result.status !== 'pass') unpassed.push(result);
      else if (!many) for (const line of foundBelow(result)) write(line);
      if (result.status !== 'skipped') ran.set(result.check, result.status);
      told += 1;
      if (!live) terminal.progress(told < checks.length ? `${told} of ${checks.length} checks …` : '');
    },
    async finish(summary) {
      live?.close();
      if (!live) terminal.progress('');
      const pages = unpassed.length > 0 ? await setting.pages() : undefined;
      for (const result of pages ? unpassed : []) {
        if (many) write(`\n${checkLine(terminal.paint, result)}`);
        if (pages) for (const line of checkDetails(terminal.paint, result, pages, ran)) write(line);
      }
      if (many) write(`\n${summaryLine(summary)}`);
    },
  };
}
