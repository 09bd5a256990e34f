// `playbook check`: runs checks and says which promises hold.
import { Command } from 'commander';
import type { Runner } from '../../core/runner.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { CheckResult } from '../../ports/result.ts';
import type { Context } from '../context.ts';
import { inOrder } from '../in-order.ts';
import { examples, withOrderOptions } from '../options.ts';
import { pagesOf } from '../pages.ts';
import { refuseUndeclared, typedParameters } from '../parameters.ts';
import { checkDetails, checkLine, foundBelow } from '../render-check.ts';
import { type Selection, selectChecks } from '../select-checks.ts';
import { exitOf, summarize, summaryLine } from '../verdicts.ts';

/** More than the core works on at once: a check whose record waits for its commit holds no place there. */
const WIDTH = 128;

interface Options extends Selection {
  readonly json?: boolean;
  readonly param: Readonly<Record<string, string>>;
}

export function checkCommand(context: Context): Command {
  const command = new Command('check')
    .summary('run checks')
    .description(
      'Runs checks and says which promises hold. A check reads; it never changes an upstream.\n' +
        'One failure makes the exit code 1; without a failure, one error makes it 2.',
    )
    .argument('[ids...]', 'checks, by id')
    .option('--all', 'every check whose integration has the environment')
    .option('--integration <id>', 'the checks of an integration')
    .option('--tag <tag>', 'the checks with a tag')
    .option('--scenario <id>', 'the checks that a runbook uses');
  return withOrderOptions(command)
    .addHelpText(
      'after',
      examples(
        ['playbook check lumenpay-charges-contract', 'one check, in the sandbox'],
        ['playbook check --all --json', '{ "results": […], "summary": {…} }'],
        ['playbook check --scenario upstream-latency', 'what a runbook looks at'],
        ['playbook check lumenpay-charges-contract --param charge=ch_demo0002', 'another charge'],
      ),
    )
    .action(context.action((ids: string[], options: Options) => check(context, ids, options)));
}

async function check(context: Context, ids: readonly string[], options: Options) {
  const { terminal } = context;
  const runner = await context.runner();
  const playbook = await runner.playbook();
  const selected = selectChecks(playbook, ids, options);
  refuseUndeclared(
    options.param,
    selected.map((id) => playbook.checks.get(id)?.parameters ?? {}),
  );
  const alone = selected.length === 1 && !options.json;
  const width = Math.max(...selected.map((id) => id.length));
  const verdicts: Pick<CheckResult, 'status'>[] = [];
  /** Those that are shown whole at the end. */
  const results: CheckResult[] = [];
  terminal.progress(`Running ${selected.length === 1 ? selected[0] : `${selected.length} checks`} …`);
  await inOrder(
    selected,
    { width: WIDTH, signal: context.signal },
    (id) => runOne(context, runner, playbook, id, options),
    (result, index) => {
      verdicts.push({ status: result.status });
      if (options.json || result.status !== 'pass') results.push(result);
      if (!options.json) terminal.out(checkLine(terminal.paint, result, width));
      if (alone && result.status === 'pass') for (const line of foundBelow(result)) terminal.out(line);
      terminal.progress(index + 1 < selected.length ? `${index + 1} of ${selected.length} checks …` : '');
    },
  );
  if (options.json) printJson(context, ids, results);
  else await explain(context, playbook, results, verdicts);
  context.signal.throwIfAborted();
  return exitOf(verdicts);
}

function runOne(context: Context, runner: Runner, playbook: Playbook, id: string, options: Options) {
  return runner.check({
    check: id,
    actor: runner.owner,
    environment: options.env,
    parameters: typedParameters(options.param, playbook.checks.get(id)?.parameters ?? {}),
    signal: context.signal,
  });
}

/** The body of the API for one named check; results and summary for a selection. */
function printJson({ terminal }: Context, ids: readonly string[], results: readonly CheckResult[]): void {
  const body = ids.length === 1 ? results[0] : { results, summary: summarize(results) };
  terminal.out(JSON.stringify(body, null, 2));
}

async function explain(
  context: Context,
  playbook: Playbook,
  unpassed: readonly CheckResult[],
  verdicts: readonly Pick<CheckResult, 'status'>[],
): Promise<void> {
  const { terminal } = context;
  const many = verdicts.length > 1;
  const pages = unpassed.length > 0 ? await pagesOf(context, playbook) : undefined;
  for (const result of pages ? unpassed : []) {
    if (many) terminal.out(`\n${checkLine(terminal.paint, result)}`);
    if (pages) for (const line of checkDetails(terminal.paint, result, pages)) terminal.out(line);
  }
  if (many) terminal.out(`\n${summaryLine(summarize(verdicts))}`);
}
