// `playbook drill`: proves runbooks in the sandbox by a fault that they must find and get past.
import { Command } from 'commander';
import { find } from '../../core/find.ts';
import type { DrillResult } from '../../core/orders.ts';
import type { Runner } from '../../core/runner.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { Context } from '../context.ts';
import { examples, jsonOption } from '../options.ts';
import { drillLines, timelineLine } from '../render-drill.ts';
import { sandboxBeside } from '../sandbox-beside.ts';
import { drillNewCommand } from './drill-new.ts';

interface Options {
  readonly all?: boolean;
  readonly json?: boolean;
}

export function drillCommand(context: Context): Command {
  const command = new Command('drill')
    .summary('prove a runbook by a fault in the sandbox')
    .description(
      'Runs live-fire drills: checks are green, the fault is injected, the check must turn red and the failure\n' +
        'mode be recognised, the runbook must bring recovery. Where no sandbox runs, one is started meanwhile.',
    )
    .argument('[ids...]', 'drills, by id')
    .option('--all', 'every live-fire drill, one after the other')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['playbook drill inconsistent-schema-live', 'one drill'],
        ['playbook drill --all --json', '{ "results": […], "summary": {…} }'],
      ),
    )
    .action(context.action((ids: string[], options: Options) => drill(context, ids, options)));
  return command.addCommand(drillNewCommand(context));
}

async function drill(context: Context, ids: readonly string[], options: Options): Promise<ExitCode> {
  const { terminal } = context;
  const runner = await context.runner();
  const selected = selectDrills(await runner.playbook(), ids, options.all === true);
  terminal.progress('Looking for a sandbox …');
  const sandbox = await sandboxBeside(context, runner);
  const results: DrillResult[] = [];
  try {
    for (const id of selected) {
      context.signal.throwIfAborted();
      results.push(await runDrill(context, runner, id, options.json === true));
    }
  } finally {
    await sandbox?.stop();
  }
  const count = (status: DrillResult['status']) => results.filter((one) => one.status === status).length;
  const summary = { total: results.length, pass: count('pass'), fail: count('fail'), error: count('error') };
  if (options.json) {
    terminal.out(JSON.stringify(ids.length === 1 ? results[0] : { results, summary }, null, 2));
  }
  if (summary.fail > 0) return EXIT.fail;
  return summary.error > 0 ? EXIT.error : EXIT.pass;
}

async function runDrill({ terminal, signal }: Context, runner: Runner, id: string, quiet: boolean) {
  if (!quiet) terminal.out(terminal.paint('bold', id));
  terminal.progress(`${id} …`);
  const result = await runner.drill(id, { actor: runner.owner, signal }, (line) => {
    if (!quiet) terminal.out(timelineLine(terminal.paint, line));
    terminal.progress(`${id}: ${line.event} …`);
  });
  terminal.progress('');
  if (!quiet) for (const line of drillLines(terminal.paint, result)) terminal.out(line);
  return result;
}

function selectDrills(playbook: Playbook, ids: readonly string[], all: boolean): string[] {
  for (const id of ids) find('drill', playbook.drills, id);
  if (ids.length > 0) return [...new Set(ids)];
  const live = [...playbook.drills].filter(([, page]) => page.drill.kind === 'live-fire').map(([id]) => id);
  if (all && live.length > 0) return live;
  throw new PlaybookError('usage', all ? 'The playbook has no live-fire drill.' : 'No drill is named.', {
    hint: `Name one, or take --all. Known: ${[...playbook.drills.keys()].join(', ') || 'none'}.`,
  });
}
