// A check's result for the terminal: a line each, and below a red one what differs, what it means, what to do.

import type { Seen } from '../ports/diagnosis.ts';
import { foundLines } from '../ports/found.ts';
import type { AssertionResult, CheckResult, Problem, Verdict } from '../ports/result.ts';
import { seenWords } from '../signature/seen-words.ts';
import { networkLines } from './render-network.ts';
import { clean, localTime, shown } from './shown.ts';
import type { Terminal } from './terminal.ts';

type Paint = Terminal['paint'];

const COLORS = { pass: 'green', fail: 'red', error: 'yellow', skipped: 'gray' } as const;
const INDENT = ' '.repeat(7);

export function verdictWord(paint: Paint, verdict: Verdict): string {
  const word = verdict === 'skipped' ? 'SKIP' : verdict.toUpperCase();
  return paint(['bold', COLORS[verdict]], word.padEnd(5));
}

/** One line: verdict, id, title, time, and whether the connection was a kept one. `width` aligns the ids of several. */
export function checkLine(paint: Paint, result: CheckResult, width = result.check.length): string {
  const reused = result.phases?.reused ? ', reused' : '';
  const time = paint('gray', `${Math.round(result.durationMs)} ms${reused}`);
  const attempts =
    result.attempts === undefined ? '' : `  ${paint('yellow', `attempt ${result.attempts.length}`)}`;
  return `${verdictWord(paint, result.status)}  ${result.check.padEnd(width)}  ${result.title}  ${time}${attempts}`;
}

/** Where the pages are, for addresses that can be opened; a path alone when no runner serves them. */
export interface Pages {
  address(path: string): string;
  /** How a runbook is offered; "Next" where nobody walks one already. */
  readonly offer?: string;
  /** The runbooks of a failure mode, of this integration where it has any: title, path, id. */
  remedies(
    failureMode: string,
    integration: string,
  ): readonly { readonly title: string; readonly path: string; readonly id: string }[];
}

/** What a check found beside its assertions; there is something also when it passes. */
export function foundBelow(result: CheckResult): string[] {
  return [...networkLines(result), ...foundLines(result)].map((line) => INDENT + clean(line));
}

/** Verdicts of the checks that ran beside it, by id. */
type Ran = ReadonlyMap<string, Verdict>;

/** What stands below the line of a check: what it found, and why it is not green. */
export function checkDetails(
  paint: Paint,
  result: CheckResult,
  pages: Pages,
  ran: Ran = new Map(),
): string[] {
  const found = foundBelow(result);
  if (result.status === 'pass') return found;
  const lines = whyLines(paint, result);
  lines.push(...modeLines(paint, result, pages), ...nextLines(paint, result, pages, ran));
  if (result.fingerprint !== undefined) {
    lines.push(`${paint('bold', 'Fingerprint')}  ${clean(result.fingerprint)}`);
    // Mostly it was seen as often as its failure mode; then that was said above.
    const told = result.seen?.times === result.failureModes[0]?.seen?.times;
    if (!told) lines.push(...seenLine(result.seen));
  }
  return [...found, ...lines.map((line) => INDENT + line)];
}

/** Why a check is not green. */
export function whyLines(paint: Paint, { assertions, problem, reason }: CheckResult): string[] {
  return [
    ...assertions.filter((one) => one.outcome !== 'pass').flatMap((one) => assertionLines(paint, one)),
    ...(problem ? problemLines(problem, assertions) : []),
    ...(reason === undefined ? [] : [clean(reason)]),
  ];
}

const seenLine = (seen: Seen | undefined) => (seen ? [`  ${seenWords(seen, localTime)}`] : []);

/** The failure mode that ranks first with its runbooks, then what else it could be. */
function modeLines(paint: Paint, result: CheckResult, pages: Pages): string[] {
  return result.failureModes.flatMap((mode, index) => [
    `${paint('bold', index === 0 ? 'Looks like' : 'Or')}  ${mode.title} (${mode.failureMode})`,
    `  ${clean(mode.reason)}`,
    ...seenLine(mode.seen),
    `  ${pages.address(mode.page)}`,
    ...(index === 0 ? remedyLines(paint, result, pages, mode.failureMode) : []),
  ]);
}

function remedyLines(paint: Paint, result: CheckResult, pages: Pages, failureMode: string): string[] {
  return pages
    .remedies(failureMode, result.integration)
    .flatMap(({ title, path, id }) => [
      `${paint('bold', pages.offer ?? 'Next')}  ${title}`,
      `  ${pages.address(path)}`,
      `  npm run -s playbook -- run ${id}${inEnvironment(result)}`,
    ]);
}

function nextLines(paint: Paint, result: CheckResult, pages: Pages, ran: Ran): string[] {
  const next = result.nextCheck;
  if (next === undefined) return [];
  const head = [`${paint('bold', 'Which one?')}  ${next.title}`, `  ${next.reason}`];
  const verdict = ran.get(next.check);
  if (verdict !== undefined) return [...head, `  ${verdictWord(paint, verdict)}  It ran beside this one.`];
  return [
    ...head,
    ...(next.page === undefined ? [] : [`  ${pages.address(next.page)}`]),
    `  npm run -s playbook -- check ${next.check}${inEnvironment(result)}`,
  ];
}

function inEnvironment(result: CheckResult): string {
  return result.environment === 'sandbox' ? '' : ` --env ${result.environment}`;
}

/** Nobody could tell, and not because of a value: the detail says why. */
const sawNothing = ({ outcome, actual }: AssertionResult): boolean => outcome === 'error' && actual === null;

function assertionLines(paint: Paint, one: AssertionResult): string[] {
  const step = one.step === undefined ? '' : `${clean(one.step)}: `;
  const where = one.where === undefined ? '' : `${paint('bold', clean(one.where))}  `;
  const code = one.code === undefined ? '' : `  ${paint('gray', `${one.assertion}/${one.code}`)}`;
  return [
    `${step}${where}${clean(one.title)}${code}`,
    `  expected  ${shown(one.expected)}`,
    ...(sawNothing(one)
      ? []
      : [`  actual    ${paint(one.outcome === 'fail' ? 'red' : 'yellow', shown(one.actual))}`]),
    ...(one.detail === undefined ? [] : [`  ${clean(one.detail)}`]),
  ];
}

/** The problem, unless an assertion says the same already; its hint in any case. */
function problemLines(problem: Problem, assertions: readonly AssertionResult[]): string[] {
  const phase = problem.phase === undefined ? '' : ` (in the phase ${problem.phase})`;
  const said = assertions.some((one) => one.detail?.includes(problem.message));
  return [
    ...(said ? [] : [`${problem.class}${phase}: ${clean(problem.message)}`]),
    ...(problem.hint === undefined ? [] : problem.hint.split('\n').map((line) => `  ${clean(line)}`)),
  ];
}
