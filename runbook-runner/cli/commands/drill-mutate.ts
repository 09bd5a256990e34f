// `playbook drill mutate`: spoils each runbook in one way after the other, and shows that its drill notices.
import { Command } from 'commander';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import { counted } from '../../ports/spoken.ts';
import type { Context } from '../context.ts';
import { inOrder } from '../in-order.ts';
import { type Mutated, mutateDrill } from '../mutate-drill.ts';
import { examples, jsonOption } from '../options.ts';
import { jobsOption, selectDrills } from '../select-drills.ts';
import { clean } from '../shown.ts';
import type { Terminal } from '../terminal.ts';

interface Options {
  readonly all?: boolean;
  readonly jobs: number;
  readonly json?: boolean;
}

export function drillMutateCommand(context: Context): Command {
  return new Command('mutate')
    .summary('spoil a runbook in every way, and see that its drill notices')
    .description(
      'Removes every step of a runbook in turn, expects another failure mode, and takes the effect from each ' +
        'action and each undo. The drill must fail each time, and says why. What survives makes it exit 1.\n' +
        'A removed step is noticed before anything is broken: a drill begins only where its walk names every step of ' +
        'the runbook, in their order. Every other mutant is noticed by what is then seen. Each runs in a sandbox that ' +
        'no other has spoiled, and nothing of it is recorded.',
    )
    .argument('[ids...]', 'drills, by id')
    .option('--all', 'every live-fire drill')
    .addOption(jobsOption())
    .addOption(jsonOption())
    .addHelpText('after', examples(['playbook drill mutate inconsistent-schema-live', 'one drill']))
    .action(context.action((ids: string[], options: Options) => mutate(context, ids, options)));
}

async function mutate(context: Context, ids: readonly string[], options: Options): Promise<ExitCode> {
  const { terminal, signal } = context;
  const runner = await context.runner();
  const selected = selectDrills(await runner.playbook(), ids, options.all === true);
  const results: Mutated[] = [];
  const work = (id: string) => mutateDrill(context, id);
  await inOrder(selected, { width: options.jobs, signal }, work, (tried) => {
    results.push(...tried);
    if (!options.json) for (const line of lines(terminal.paint, tried)) terminal.out(line);
  });
  signal.throwIfAborted();
  const count = (outcome: Mutated['outcome']) => results.filter((one) => one.outcome === outcome).length;
  const summary = {
    ...{
      total: results.length,
      noticed: count('noticed'),
      survived: count('survived'),
      error: count('error'),
    },
  };
  if (options.json) terminal.out(JSON.stringify({ results, summary }, null, 2));
  else
    terminal.out(
      `${counted(summary.total, 'mutant')}: ${summary.noticed} noticed, ${summary.survived} survived.`,
    );
  if (summary.survived > 0) return EXIT.fail;
  return summary.error > 0 ? EXIT.error : EXIT.pass;
}

const COLORS = { noticed: 'green', survived: 'red', error: 'yellow' } as const;

function lines(paint: Terminal['paint'], tried: readonly Mutated[]): string[] {
  return [
    paint('bold', tried[0]?.drill ?? ''),
    ...tried.flatMap(({ mutant, outcome, reason }) => [
      `  ${paint(COLORS[outcome], outcome.padEnd(8))}  ${mutant}`,
      `            ${clean(reason)}`,
    ]),
    '',
  ];
}
