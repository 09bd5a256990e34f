// TAP version 14 (testanything.org): a test point for each check, diagnostics as YAML below those not green.
import { stringify } from 'yaml';
import type { CheckResult } from '../../ports/result.ts';
import { clean } from '../shown.ts';
import { differences, firstDifference } from './differences.ts';
import type { Reporter, Setting } from './reporter.ts';

/** `#` begins a directive, and the backslash is what escapes it. */
const escaped = (text: string) => clean(text).replace(/[\\#]/g, String.raw`\$&`);

/** What YAML does not print (1.2, section 5.1), and what its version 1.1 takes for a line break; in quotes both are escaped. */
const UNPRINTED = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
const inHex = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;

function diagnostics(result: CheckResult): string[] {
  const value = {
    severity: result.status,
    message: firstDifference(result).text,
    differences: differences(result).map(({ name, text }) => ({ name, text })),
    failureModes: result.failureModes.map(({ failureMode }) => failureMode),
    durationMs: Math.round(result.durationMs),
    run: result.run,
  };
  // Quoted throughout: no text of an upstream can end the block or become another type.
  const text = stringify(value, {
    defaultStringType: 'QUOTE_DOUBLE',
    defaultKeyType: 'PLAIN',
    lineWidth: 0,
    doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
  });
  return [
    '  ---',
    ...text
      .trimEnd()
      .replace(UNPRINTED, inHex)
      .split('\n')
      .map((line) => `  ${line}`),
    '  ...',
  ];
}

export function tapReporter({ checks, write }: Setting): Reporter {
  let told = 0;
  write('TAP version 14');
  write(`1..${checks.length}`);
  return {
    told(result) {
      told += 1;
      const skip = result.status === 'skipped';
      const word = skip || result.status === 'pass' ? 'ok' : 'not ok';
      const directive = skip ? ` # SKIP ${escaped(firstDifference(result).text)}` : '';
      write(`${word} ${told} - ${escaped(`${result.check}: ${result.title}`)}${directive}`);
      if (word === 'not ok') for (const line of diagnostics(result)) write(line);
    },
    finish: (_, interrupted) => {
      if (interrupted) write('Bail out! The run was interrupted.');
    },
  };
}
