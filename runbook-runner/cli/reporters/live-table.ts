// The table below a run on a terminal: how many wait, run, passed and did not, an integration a row.
import type { CheckResult } from '../../ports/result.ts';
import type { Setting } from './reporter.ts';

/** Often enough for eyes; a thousand results a second must not be spent on drawing. */
const DRAW_EVERY_MS = 50;
const MOST_ROWS = 12;
/** What matters comes first: a narrow terminal cuts the end of a line. */
const COLUMNS = ['fail', 'error', 'pass', 'running', 'waiting'] as const;

type Counts = Record<(typeof COLUMNS)[number] | 'skipped', number>;

export interface LiveTable {
  started(check: string): void;
  ended(result: CheckResult): void;
  /** Takes the table away. */
  close(): void;
}

export function liveTable({ checks, playbook, terminal }: Setting): LiveTable {
  const counts = new Map<string, Counts>();
  const running = new Set<string>();
  const row = (name: string) => {
    const known = counts.get(name) ?? { waiting: 0, running: 0, pass: 0, fail: 0, error: 0, skipped: 0 };
    counts.set(name, known);
    return known;
  };
  const rowOf = (check: string) => row(playbook.checks.get(check)?.integration ?? '');
  for (const check of checks) rowOf(check).waiting += 1;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    timer = undefined;
    terminal.progress(tableLines(counts, running).join('\n'));
  };
  const changed = () => {
    timer ??= setTimeout(draw, DRAW_EVERY_MS);
  };
  draw();
  return {
    started(check) {
      rowOf(check).waiting -= 1;
      rowOf(check).running += 1;
      running.add(check);
      changed();
    },
    ended({ check, status }) {
      const counted = rowOf(check);
      counted[running.delete(check) ? 'running' : 'waiting'] -= 1;
      counted[status] += 1;
      changed();
    },
    close() {
      clearTimeout(timer);
      terminal.progress('');
    },
  };
}

function tableLines(counts: ReadonlyMap<string, Counts>, running: ReadonlySet<string>): string[] {
  const width = Math.max(...[...counts.keys()].map((name) => name.length));
  const head = `${' '.repeat(width)}${COLUMNS.map((name) => `  ${name}`).join('')}`;
  const rows = [...counts].map(
    ([name, one]) =>
      `${name.padEnd(width)}${COLUMNS.map((column) => String(one[column]).padStart(column.length + 2)).join('')}`,
  );
  const cut =
    rows.length > MOST_ROWS ? [...rows.slice(0, MOST_ROWS), `… ${rows.length - MOST_ROWS} more`] : rows;
  return [head, ...cut, `now  ${[...running].join(', ')}`];
}
