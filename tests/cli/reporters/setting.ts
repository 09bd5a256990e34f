// Results of every verdict, with texts that try to break out of each format, told to one reporter.
import { Readable, Writable } from 'node:stream';
import { reporters } from '../../../runbook-runner/cli/reporters/registry.ts';
import type { Setting } from '../../../runbook-runner/cli/reporters/reporter.ts';
import { createTerminal } from '../../../runbook-runner/cli/terminal.ts';
import { summarize } from '../../../runbook-runner/cli/verdicts.ts';
import type { CheckResult } from '../../../runbook-runner/ports/result.ts';

/** What an upstream could send to look like the report itself. */
export const HOSTILE =
  ']]></failure><failure> & "x" | `y` <img src=x>\n...\nok 9 - forged\r\n::error::forged %0A # SKIP \u0000\u001b[2J\ud800\ufffe \u{1f4b6}';

const base: CheckResult = {
  run: 'r-1',
  check: 'charges-contract',
  title: 'Charges match the agreed contract',
  integration: 'lumenpay',
  kind: 'http',
  environment: 'sandbox',
  status: 'pass',
  startedAt: '2026-11-27T04:00:00.000Z',
  durationMs: 12.4,
  assertions: [],
  failureModes: [],
  traceId: '0af7651916cd43dd8448eb211c80319c',
  actor: 'Ada',
  provenance: { seal: 'sha256-x', commit: 'unknown', dirty: null },
};

export const RESULTS: readonly CheckResult[] = [
  base,
  {
    ...base,
    check: 'charges-status',
    title: 'Charges # answer \\ always',
    status: 'fail',
    assertions: [
      { assertion: 'headers', outcome: 'pass', title: 'type is JSON', expected: 'json', actual: 'json' },
      { assertion: 'status', outcome: 'fail', title: 'status is 200', expected: 200, actual: 503 },
      {
        ...{ assertion: 'contract', outcome: 'fail', title: 'amount is integer', where: "$['amount']" },
        ...{ expected: 'integer', actual: HOSTILE, code: 'type-changed', detail: HOSTILE },
      },
    ],
    failureModes: [
      {
        failureMode: 'schema-drift',
        title: 'The schema drifted',
        page: '/failure-modes/schema-drift/',
        score: 1,
        reason: 'contract/type-changed',
      },
    ],
  },
  {
    ...base,
    check: 'ledger-live',
    title: 'The ledger answers',
    integration: 'ledger',
    status: 'error',
    problem: { class: 'network-down', outcome: 'error', message: HOSTILE, hint: 'Look at the cable.' },
  },
  { ...base, check: 'ledger-later', title: 'Later', integration: 'ledger', status: 'skipped' },
];

/** Streams that keep what is written to them, without color; `isTTY` as given. */
export function streams(isTTY: boolean) {
  let text = '';
  const stream = Object.assign(
    new Writable({
      decodeStrings: false,
      write(chunk: string, _, done) {
        text += chunk;
        done();
      },
    }),
    { isTTY, columns: 80, rows: 24, hasColors: () => false },
  ) as unknown as NodeJS.WriteStream;
  const stdin = Readable.from([]) as unknown as NodeJS.ReadStream;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colors are.
  return { stdin, stdout: stream, stderr: stream, text: () => text.replace(/\u001b\[[\d;]*m/g, '') };
}

/** What the reporter of the name writes of the results. */
export async function reported(
  name: string,
  {
    results = RESULTS,
    interrupted = false,
    ...more
  }: Partial<Setting> & {
    readonly results?: readonly CheckResult[];
    readonly interrupted?: boolean;
  } = {},
): Promise<string> {
  let text = '';
  const make = await reporters.get(name)?.load();
  if (!make) throw new Error(`no reporter ${name}`);
  const reporter = make({
    checks: RESULTS.map((one) => one.check),
    single: false,
    playbook: {
      checks: new Map(
        RESULTS.map(({ check, integration }) => [
          check,
          { file: `src/content/checks/${check}.yaml`, integration },
        ]),
      ),
    } as unknown as Setting['playbook'],
    terminal: { ...createTerminal(streams(false)), paint: (_, shown) => shown },
    place: async (check, path) => ({
      file: `src/content/checks/${check}.yaml`,
      line: path.length + 1,
      column: 1,
    }),
    pages: async () => ({ address: (path) => path, remedies: () => [] }),
    write(line) {
      text += `${line}\n`;
    },
    ...more,
  });
  for (const result of results) reporter.told(result);
  await reporter.finish(summarize(results), interrupted);
  return text;
}
