// `playbook runs`: what was run, by whom, how it ended.
import { Command, Option } from 'commander';
import type { Runner } from '../../core/runner.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import type { JournalEntry, RunFilter, RunKind, RunRecord } from '../../ports/store.ts';
import type { Context } from '../context.ts';
import { writeHar } from '../har-file.ts';
import { examples, integerBetween, jsonOption } from '../options.ts';
import { localTime } from '../shown.ts';

const KINDS = [
  'check',
  'action',
  'undo',
  'decision',
  'scenario',
  'drill',
  'debrief',
  'preflight',
  'baseline',
] as const satisfies RunKind[];

interface Options {
  readonly kind?: RunKind;
  readonly fingerprint?: string;
  readonly mode?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function runsCommand(context: Context): Command {
  const command = new Command('runs')
    .enablePositionalOptions()
    .summary('list what was run')
    .description('Lists the newest runs, or shows one with all that it recorded.')
    .argument('[run]', 'one run, by id')
    .addOption(new Option('--kind <kind>', 'runs of a kind').choices(KINDS))
    .option('--fingerprint <fingerprint>', 'runs that failed so; a run stands for its own fingerprint')
    .option('--mode <id>', 'runs that were recognised as a failure mode')
    .addOption(new Option('--limit <count>', 'how many').default(20).argParser(integerBetween(1, 200)))
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['playbook runs --kind action', 'the newest actions'],
        ['playbook runs --fingerprint <run>', 'every time that it failed just so'],
        ['playbook runs <run>', 'one record'],
        ['playbook runs har <run> --out run.har', 'what it sent and got, for a vendor or a browser'],
        ['playbook runs verify', 'whether the records are as they were made'],
      ),
    )
    .action(context.action((run: string | undefined, options: Options) => runs(context, run, options)));
  command.addCommand(harCommand(context));
  command.addCommand(verifyCommand(context));
  return command;
}

function verifyCommand(context: Context): Command {
  return new Command('verify')
    .summary('tell whether the records are as they were made')
    .description(
      'Follows the journal from its first entry, and holds every run to what its entry tells.\nEnds with 1 at the first entry that was changed, moved or removed, or whose run was.',
    )
    .option('--json', 'print it as JSON')
    .addHelpText('after', examples(['playbook runs verify', 'all records of this machine']))
    .action(
      context.action(async ({ json }: { readonly json?: boolean }) => {
        const { firstBad, last } = await (await context.runner()).verifyJournal();
        const end = last && { sequence: last.sequence, at: last.at, hash: last.hash };
        const answer = { firstBad: firstBad ?? null, last: end ?? null };
        context.terminal.out(json ? JSON.stringify(answer, null, 2) : verified(firstBad, last));
        return firstBad === undefined ? EXIT.pass : EXIT.fail;
      }),
    );
}

function harCommand(context: Context): Command {
  return new Command('har')
    .summary('write what runs sent and got as HAR')
    .description(
      'Writes HAR 1.2: the exchanges of the runs and of all that ran in them, redacted as they were recorded.',
    )
    .argument('<runs...>', 'runs, by id')
    .option('--out <file>', 'file to write; standard output when left out')
    .addHelpText('after', examples(['playbook runs har <run> --out run.har', 'one run, as a file']))
    .action(
      context.action(async (ids: string[], { out }: { readonly out?: string }) => {
        const har = await (await context.runner()).har(ids);
        if (har.log.entries.length === 0) context.terminal.note('No exchange was recorded.');
        await writeHar(context, har, out);
        return EXIT.pass;
      }),
    );
}

/** Its end is told too: entries that were cut off together with their runs leave no other trace. */
function verified(
  firstBad: number | undefined,
  last: Pick<JournalEntry, 'sequence' | 'at'> | undefined,
): string {
  if (firstBad !== undefined)
    return `Entry ${firstBad} of the journal is not as it was recorded, or the record that it tells of is not. What stands before it is.`;
  if (last === undefined) return 'The journal is empty: nothing was recorded in this folder.';
  return `The journal is whole, and every record is as its entry tells. It ends with entry ${last.sequence}, of ${localTime(last.at)}.`;
}

async function runs(
  { terminal, runner }: Context,
  id: string | undefined,
  options: Options,
): Promise<ExitCode> {
  const opened = await runner();
  if (id !== undefined) {
    terminal.out(JSON.stringify(await opened.run(id), null, 2));
    return EXIT.pass;
  }
  const records = await opened.runs(await filterOf(opened, options));
  if (options.json) terminal.out(JSON.stringify(records, null, 2));
  else if (records.length === 0) terminal.out('Nothing was run yet.');
  else for (const record of records) terminal.out(runLine(record));
  return EXIT.pass;
}

async function filterOf(runner: Runner, options: Options): Promise<RunFilter> {
  const { limit, kind, mode, fingerprint } = options;
  return {
    limit,
    ...(kind ? { kind } : {}),
    ...(mode ? { failureMode: mode } : {}),
    ...(fingerprint ? { fingerprint: await wholeFingerprint(runner, fingerprint) } : {}),
  };
}

/** A fingerprint has spaces, the id of a run has none. */
async function wholeFingerprint(runner: Runner, given: string): Promise<string> {
  if (given.includes(' ')) return given;
  const { fingerprint } = await runner.run(given);
  if (fingerprint !== null) return fingerprint;
  const hint = 'Name a check that failed: npm run -s playbook -- runs --kind check';
  throw new PlaybookError('usage', `Run ${given} has no fingerprint: it did not fail.`, { hint });
}

/** How it ended. A runbook that was begun is open until it is finished, whether somebody walks it now or has left it. */
function endOf({ kind, state, status }: RunRecord): string {
  return kind === 'scenario' && state === 'running' ? 'open' : (status ?? state);
}

function runLine(run: RunRecord): string {
  return [
    localTime(run.startedAt),
    endOf(run).padEnd(10),
    run.kind.padEnd(9),
    run.id,
    `${run.subject} (${run.environment})`,
    run.actor,
    ...(run.failureMode === null ? [] : [run.failureMode]),
  ].join('  ');
}
