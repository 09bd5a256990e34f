// `playbook baseline`: the healthy state of an integration, recorded and compared with.
import { Command } from 'commander';
import type { BaselineComparison, RecordedBaseline } from '../../core/baseline/baseline.ts';
import type { Asking } from '../../core/orders.ts';
import type { Runner } from '../../core/runner.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import type { Context } from '../context.ts';
import { environmentOption, examples, forceOption } from '../options.ts';
import { comparisonLines, recordedLines } from '../render-baseline.ts';
import { exitOf } from '../verdicts.ts';

interface Options {
  readonly all?: boolean;
  readonly env: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function baselineCommand(context: Context): Command {
  const command = new Command('baseline')
    .summary('record the healthy state of an integration, or compare with it')
    .description(
      'The healthy state is what the checks of an integration measure that stand under ' +
        '`baseline` on its page: latency, errors, quota in use, configuration in force.',
    )
    .addHelpText(
      'after',
      examples(['playbook baseline compare lumenpay', 'what differs from the healthy state']),
    );
  command.addCommand(recordCommand(context));
  command.addCommand(compareCommand(context));
  return command;
}

const withOptions = (command: Command) =>
  command
    .argument('[integration]', 'integration, by id')
    .option('--all', 'every integration that declares checks of its baseline')
    .addOption(environmentOption())
    .addOption(forceOption())
    .option('--json', 'print every figure as JSON');

function recordCommand(context: Context): Command {
  return withOptions(new Command('record'))
    .summary('measure the healthy state and keep it')
    .description(
      'Runs the checks and commits what they measured. Only a state in which all pass is compared with.',
    )
    .addHelpText('after', examples(['playbook baseline record --all', 'after a planned change']))
    .action(
      context.action(async (id: string | undefined, options: Options): Promise<ExitCode> => {
        const results = await each<RecordedBaseline>(context, id, options, {
          ask: ({ baseline }) => baseline.record,
          measured: async (_, ids) => ids,
        });
        show(context, options, results, recordedLines);
        return exitOf(results);
      }),
    );
}

function compareCommand(context: Context): Command {
  return withOptions(new Command('compare'))
    .summary('measure again, and say what is outside of the allowed range')
    .description(
      'Says of each figure what was recorded, what it is now, and what is allowed. Exits ' +
        '0 when all is within, 1 when something is outside, 2 when it cannot be told.',
    )
    .addHelpText('after', examples(['playbook baseline compare --all --json', 'every figure, for programs']))
    .action(
      context.action(async (id: string | undefined, options: Options): Promise<ExitCode> => {
        const results = await each<BaselineComparison>(context, id, options, {
          ask: ({ baseline }) => baseline.compare,
          measured: recorded,
        });
        show(context, options, results, comparisonLines);
        if (results.some(({ status }) => status === 'outside')) return EXIT.fail;
        return results.every(({ status }) => status === 'within') ? EXIT.pass : EXIT.error;
      }),
    );
}

interface Way<Result> {
  ask(runner: Runner): (integration: string, asked: Asking) => Promise<Result>;
  /** Those of the integrations that are measured. */
  measured(runner: Runner, ids: readonly string[], environment: string): Promise<readonly string[]>;
}

async function each<Result>(
  { runner: made, terminal, signal }: Context,
  id: string | undefined,
  { all, env, force = false }: Options,
  way: Way<Result>,
): Promise<Result[]> {
  const runner = await made();
  const ids = all && id === undefined ? await declaring(runner) : id === undefined || all ? [] : [id];
  if (ids.length === 0) {
    throw new PlaybookError('usage', 'One integration is needed, or --all.', {
      hint: `Known: ${[...(await runner.playbook()).integrations.keys()].join(', ')}.`,
    });
  }
  // All before the first: what was measured of one is not thrown away for the quota of the next.
  if (all && !force) {
    const checks = await checksIn(runner, await way.measured(runner, ids, env));
    await runner.many({ checks, environment: env, force, signal });
  }
  const results: Result[] = [];
  for (const one of ids) {
    terminal.progress(`Measuring ${one} …`);
    const asked = { actor: runner.owner, environment: env, signal, withinQuota: !force && !all };
    results.push(await way.ask(runner)(one, asked));
  }
  terminal.progress('');
  return results;
}

async function declaring(runner: Runner): Promise<string[]> {
  const { checksOf } = await import('../../core/baseline/baseline.ts');
  const { integrations } = await runner.playbook();
  return [...integrations]
    .filter(([, page]) => checksOf(page.integration.baseline).length > 0)
    .map(([id]) => id);
}

async function checksIn(runner: Runner, ids: readonly string[]): Promise<string[]> {
  const { checksOf } = await import('../../core/baseline/baseline.ts');
  const { integrations } = await runner.playbook();
  return ids.flatMap((id) => {
    const page = integrations.get(id);
    return page ? checksOf(page.integration.baseline) : [];
  });
}

/** Those with a healthy state on record: nothing is asked of the others. */
async function recorded(runner: Runner, ids: readonly string[], environment: string): Promise<string[]> {
  const { lastHealthy } = await import('../../core/baseline/baseline.ts');
  const found = ids.map(async (id) =>
    (await lastHealthy((filter) => runner.runs(filter), id, environment)) ? [id] : [],
  );
  return (await Promise.all(found)).flat();
}

function show<Result>(
  { terminal }: Context,
  { all, json }: Options,
  results: readonly Result[],
  linesOf: (paint: Context['terminal']['paint'], result: Result) => string[],
): void {
  if (json) terminal.out(JSON.stringify(all ? results : results[0], null, 2));
  else for (const result of results) for (const line of linesOf(terminal.paint, result)) terminal.out(line);
}
