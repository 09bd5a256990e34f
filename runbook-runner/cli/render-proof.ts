// What a check did before, during and after a fault, for the terminal.
import { whatFailed } from '../core/replay/failed-run.ts';
import type { Proof } from '../core/replay/red-then-green.ts';
import type { CheckResult } from '../ports/result.ts';
import { clean } from './shown.ts';
import type { Terminal } from './terminal.ts';

type Paint = Terminal['paint'];

export function proofLines(paint: Paint, { before, during, after, proven, because }: Proof): string[] {
  const line = (when: string, result: CheckResult | undefined): string[] =>
    result === undefined ? [] : [`  ${when.padEnd(16)}  ${said(result)}`];
  return [
    ...line('before', before),
    ...line('with the fault', during),
    ...line('after', after),
    proven ? paint('green', because) : paint('red', because),
  ];
}

function said(result: CheckResult): string {
  if (result.status === 'pass') return 'pass';
  const [mode] = result.failureModes;
  return clean(
    `${result.status}: ${whatFailed(result)}${mode === undefined ? '' : ` (${mode.failureMode})`}`,
  );
}
