// JUnit XML as CI servers read it: a suite for each integration, a test case for each check.
// There is no standard; the elements and attributes are those of the schema of Jenkins' xUnit plugin.
import type { CheckResult } from '../../ports/result.ts';
import { counted } from '../../ports/spoken.ts';
import { differences, firstDifference } from './differences.ts';
import type { Reporter, Setting } from './reporter.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};
// Everything outside of the production Char of XML 1.0 (section 2.2): not even a reference may name it.
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

const escaped = (text: string) =>
  text
    .toWellFormed()
    .replace(NOT_XML, '\ufffd')
    .replace(/[&<>"\t\n\r]/g, (one) => ENTITIES[one] ?? one);

const attributes = (values: Readonly<Record<string, string | number>>) =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

const seconds = (ms: number) => (ms / 1000).toFixed(3);

const ELEMENTS = { fail: 'failure', error: 'error' } as const;

function outcome(result: CheckResult): string[] {
  if (result.status === 'pass') return [];
  const { name, text } = firstDifference(result);
  if (result.status === 'skipped') return [`      <skipped${attributes({ message: text })}/>`];
  const element = ELEMENTS[result.status];
  const body = differences(result).map((one) => `${one.name}: ${one.text}`);
  const modes = result.failureModes.map((mode) => `Looks like ${mode.failureMode}: ${mode.page}`);
  return [
    `      <${element}${attributes({ type: name, message: text })}>${escaped([...body, ...modes].join('\n'))}</${element}>`,
  ];
}

function testCase(result: CheckResult, file: string): string {
  const { check: name, integration: classname, durationMs } = result;
  const head = `    <testcase${attributes({ name, classname, file, time: seconds(durationMs) })}`;
  const inside = outcome(result);
  return inside.length === 0 ? `${head}/>` : [`${head}>`, ...inside, '    </testcase>'].join('\n');
}

interface Suite {
  readonly counts: { tests: number; failures: number; errors: number; skipped: number };
  readonly timestamp: string;
  ms: number;
  readonly cases: string[];
}

function count({ counts }: Suite, { status }: CheckResult): void {
  counts.tests += 1;
  if (status === 'fail') counts.failures += 1;
  if (status === 'error') counts.errors += 1;
  if (status === 'skipped') counts.skipped += 1;
}

function suiteText(name: string, { counts, timestamp, ms, cases }: Suite): string[] {
  const head = attributes({ name, ...counts, time: seconds(ms), timestamp });
  return [`  <testsuite${head}>`, ...cases, '  </testsuite>'];
}

/** A case that says so: a part of the results must not look like all of them. */
function notRun(count: number): string[] {
  const says = {
    type: 'interrupted',
    message: `The run was interrupted: ${counted(count, 'check')} did not run.`,
  };
  return [
    `  <testsuite${attributes({ name: 'playbook', tests: 1, failures: 0, errors: 1, skipped: 0 })}>`,
    `    <testcase${attributes({ name: 'every check ran', classname: 'playbook' })}>`,
    `      <error${attributes(says)}/>`,
    '    </testcase>',
    '  </testsuite>',
  ];
}

export function junitReporter({ checks, playbook, write }: Setting): Reporter {
  // The text of a case is kept, not its result: ten thousand of those would fill the memory.
  const suites = new Map<string, Suite>();
  return {
    told(result) {
      const name = `${result.integration} (${result.environment})`;
      const counts = { tests: 0, failures: 0, errors: 0, skipped: 0 };
      const suite = suites.get(name) ?? { counts, timestamp: result.startedAt, ms: 0, cases: [] };
      suites.set(name, suite);
      count(suite, result);
      suite.ms += result.durationMs;
      suite.cases.push(testCase(result, playbook.checks.get(result.check)?.file ?? ''));
    },
    finish({ total, fail, error, skipped }, interrupted) {
      const left = interrupted ? checks.length - total : 0;
      const more = left > 0 ? 1 : 0;
      const counts = { tests: total + more, failures: fail, errors: error + more, skipped };
      const head = attributes({ name: 'playbook', ...counts });
      write('<?xml version="1.0" encoding="UTF-8"?>');
      write(`<testsuites${head}>`);
      for (const [name, suite] of suites) for (const line of suiteText(name, suite)) write(line);
      if (left > 0) for (const line of notRun(left)) write(line);
      write('</testsuites>');
    },
  };
}
