// The steps of a sequence for people, a line each: in the terminal and on the page.
import type { StepOutcome } from './steps.ts';

const OUTCOME = { pass: 'pass', fail: 'FAIL', error: 'ERROR', skipped: 'skipped' } as const;

export function stepLines(steps: readonly StepOutcome[]): string[] {
  const width = Math.max(0, ...steps.map(({ name }) => name.length));
  return steps.map(({ name, outcome, cleanup, reason, phases, exchange }) =>
    [
      `${name.padEnd(width)}  ${OUTCOME[outcome].padEnd(7)}`,
      ...(exchange ? [`${exchange.request.method} ${exchange.response?.status ?? 'no answer'}`] : []),
      ...(phases ? [`${Math.round(phases.totalMs)} ms${phases.reused ? ', reused' : ''}`] : []),
      ...(cleanup ? ['cleaning up'] : []),
      ...(reason === undefined ? [] : [reason]),
    ].join('  '),
  );
}
