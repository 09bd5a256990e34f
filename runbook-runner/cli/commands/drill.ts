// `playbook drill`: proves runbooks in the sandbox by a fault that they must find and get past.
import { Command } from 'commander';
import type { DrillResult } from '../../core/orders.ts';
import type { Runner } from '../../core/runner.ts';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { Context } from '../context.ts';
import { drillsInLanes } from '../drill-lanes.ts';
import { proofOf } from '../drill-proof.ts';
import { drillReport } from '../drill-report.ts';
import { collect, examples, jsonOption } from '../options.ts';
import { drillLines, timelineLine } from '../render-drill.ts';
import { sandboxBeside } from '../sandbox-beside.ts';
import { jobsOption, selectDrills } from '../select-drills.ts';
import { drillDebriefCommand } from './drill-debrief.ts';
import { drillFollowUpsCommand, drillTrendCommand } from './drill-history.ts';
import { drillMutateCommand } from './drill-mutate.ts';
import { drillNewCommand } from './drill-new.ts';
import { drillRecordCommand } from './drill-record.ts';

interface Options {
  readonly all?: boolean;
  readonly jobs: number;
  readonly json?: boolean;
  readonly report: readonly string[];
  readonly proof?: string;
}

const SUBCOMMANDS = [
  drillMutateCommand,
  drillRecordCommand,
  drillDebriefCommand,
  drillFollowUpsCommand,
  drillTrendCommand,
  drillNewCommand,
];

export function drillCommand(context: Context): Command {
  const command = new Command('drill')
    .summary('prove a runbook by a fault in the sandbox')
    .description(
      'Runs live-fire drills: checks are green, the fault is injected, the check must turn red and the failure ' +
        'mode be recognised, the runbook must bring recovery. One drill uses the sandbox that runs, or starts one ' +
        'meanwhile; of several, each has a sandbox of its own.',
    )
    // What stands behind a subcommand belongs to it, though the options have the same names.
    .enablePositionalOptions()
    .argument('[ids...]', 'drills, by id')
    .option('--all', 'every live-fire drill')
    .addOption(jobsOption())
    .option('--report <file>', 'write a report: .md for people, .json for programs; repeatable', collect, [])
    .option('--proof <file>', 'write what was proven, with commits and seals, for the site')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['playbook drill inconsistent-schema-live', 'one drill'],
        ['playbook drill --all --json', '{ "results": […], "summary": {…} }'],
        ['playbook drill --all --proof dist/proof.json', 'the built pages then say what is proven'],
        ['playbook drill mutate --all', 'would each drill notice a spoiled runbook?'],
      ),
    )
    .action(context.action((ids: string[], options: Options) => drill(context, ids, options)));
  for (const child of SUBCOMMANDS) command.addCommand(child(context));
  return command;
}

async function drill(context: Context, ids: readonly string[], options: Options): Promise<ExitCode> {
  const { terminal } = context;
  const runner = await context.runner();
  const selected = selectDrills(await runner.playbook(), ids, options.all === true);
  await tryPapers(options);
  const results =
    selected.length === 1
      ? [await alone(context, runner, selected[0] as string, options)]
      : await drillsInLanes(context, selected, options);
  await writePapers(await runner.playbook(), results, options);
  const count = (status: DrillResult['status']) => results.filter((one) => one.status === status).length;
  const summary = { total: results.length, pass: count('pass'), fail: count('fail'), error: count('error') };
  if (options.json) {
    terminal.out(JSON.stringify(ids.length === 1 ? results[0] : { results, summary }, null, 2));
  }
  if (summary.fail > 0) return EXIT.fail;
  return summary.error > 0 ? EXIT.error : EXIT.pass;
}

/** In the sandbox of this folder, line by line as it happens. */
async function alone(
  context: Context,
  runner: Runner,
  id: string,
  { json: quiet }: Options,
): Promise<DrillResult> {
  const { terminal, signal } = context;
  terminal.progress('Looking for a sandbox …');
  const sandbox = await sandboxBeside(context, runner);
  try {
    if (!quiet) terminal.out(terminal.paint('bold', id));
    const given = { actor: runner.owner, signal, ownSandbox: sandbox !== undefined };
    const result = await runner.drill(id, given, (line) => {
      if (!quiet) terminal.out(timelineLine(terminal.paint, line));
      terminal.progress(`${id}: ${line.event} …`);
    });
    terminal.progress('');
    if (!quiet) for (const line of drillLines(terminal.paint, result)) terminal.out(line);
    return result;
  } finally {
    await sandbox?.stop();
  }
}

/** What cannot be written is told before anything runs. */
async function tryPapers({ report, proof }: Options): Promise<void> {
  const files = [...report, ...(proof === undefined ? [] : [proof])];
  if (files.length === 0) return;
  const { tryText } = await import('../../compose.ts');
  for (const file of files) await tryText(file);
}

/** Reports and proof. Throws `usage` for a file that cannot be written. */
async function writePapers(
  playbook: Playbook,
  results: readonly DrillResult[],
  { report, proof }: Options,
): Promise<void> {
  if (report.length === 0 && proof === undefined) return;
  const { writeText } = await import('../../compose.ts');
  for (const file of report) {
    const text = file.endsWith('.json') ? JSON.stringify(results, null, 2) : drillReport(playbook, results);
    await writeText(file, `${text}\n`, 'replace');
  }
  if (proof === undefined) return;
  await writeText(proof, `${JSON.stringify(proofOf(results), null, 2)}\n`, 'replace');
}
