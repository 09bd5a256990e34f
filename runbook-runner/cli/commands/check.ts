// `playbook check`: runs checks and says which promises hold.
import { Command, Option } from 'commander';
import { type ExitCode, PlaybookError } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import type { Duration } from '../../ports/duration.ts';
import { counted } from '../../ports/spoken.ts';
import type { Context } from '../context.ts';
import { collect, duration, examples, forceOption, integerBetween, withOrderOptions } from '../options.ts';
import { pagesOf } from '../pages.ts';
import { refuseUndeclared, typedParameters } from '../parameters.ts';
import { openReporters, wantedReporters } from '../reporters/open.ts';
import { reporters } from '../reporters/registry.ts';
import { runChecks } from '../run-checks.ts';
import { type Selection, selectChecks } from '../select-checks.ts';

/**
 * More than the core works on at once: a check whose record waits for its commit holds no place there. Not many more: what
 * lives long enough to be moved among the old is let go of only when the whole heap is collected.
 */
const WIDTH = 64;

interface Options extends Omit<Selection, 'leaveOut'> {
  readonly json?: boolean;
  readonly reporter: readonly string[];
  readonly changedSince?: string;
  readonly concurrency: number;
  readonly deadline?: Duration;
  readonly force?: boolean;
  readonly har?: string;
  readonly param: Readonly<Record<string, string>>;
}

export function checkCommand(context: Context): Command {
  const command = new Command('check')
    .summary('run checks')
    .description(
      'Runs checks and says which promises hold. A check leaves an upstream as it was.\n' +
        'One failure makes the exit code 1; without a failure, one error makes it 2, and else one skipped check 75.\n' +
        'With several selections, the checks run that all of them select. More requests than an upstream was last ' +
        'seen to have left are refused with 75; each check counts its `cost`, as often as `retries` allow.',
    )
    .argument('[ids...]', 'checks, by id');
  return withOrderOptions(withLimits(withSelection(command)))
    .addOption(reporterOption())
    .option('--har <file>', 'write what was sent and what came back as HAR 1.2')
    .addHelpText('after', reportersHelp())
    .addHelpText(
      'after',
      examples(
        ['playbook check lumenpay-charges-contract', 'one check, in the sandbox'],
        ['playbook check --all --json', '{ "results": […], "summary": {…} }'],
        [
          'playbook check --all --reporter terminal --reporter junit=report.xml',
          'for people and for a CI server',
        ],
        ['playbook check --scenario upstream-latency', 'what a runbook looks at'],
        ['playbook check --changed-since origin/main --deadline 60s', 'what a branch touched, in a minute'],
        ['playbook check lumenpay-charges-contract --param charge=ch_demo0002', 'another charge'],
      ),
    )
    .action(context.action((ids: string[], options: Options) => check(context, ids, options)));
}

function withSelection(command: Command): Command {
  return command
    .option('--all', 'every check whose integration has the environment, and that needs no value')
    .option('--integration <id>', 'the checks of an integration')
    .option('--tag <tag>', 'the checks with a tag')
    .option('--scenario <id>', 'the checks that a runbook uses')
    .option('--changed-since <revision>', 'the checks whose seal moved since a revision of Git');
}

function withLimits(command: Command): Command {
  const concurrency = new Option(
    '--concurrency <count>',
    'checks at once; to one host as many as its integration declares',
  );
  const deadline = new Option(
    '--deadline <duration>',
    'time for all of them; what has not started by then is skipped',
  );
  return command
    .addOption(concurrency.default(WIDTH, '32, what the runner takes').argParser(integerBetween(1, 32)))
    .addOption(deadline.argParser(duration))
    .addOption(forceOption());
}

function reporterOption(): Option {
  return new Option('--reporter <name[=file]>', 'how results are told, and where; repeatable')
    .argParser(collect)
    .default([], 'terminal');
}

function reportersHelp(): string {
  const lines = [...reporters].map(([name, { summary }]) => `  ${name.padEnd(9)} ${summary}`);
  return ['', 'Reporters:', ...lines].join('\n');
}

async function check(context: Context, ids: readonly string[], options: Options): Promise<ExitCode> {
  const wanted = wantedReporters(reporterWords(options), context.environment);
  const runner = await context.runner();
  const playbook = await runner.playbook();
  const before = await earlier(context, options.changedSince);
  const selected = selectChecks(playbook, ids, { ...options, before, leaveOut: leftOut(context) });
  if (selected.length === 0) context.terminal.note(`No check changed since ${options.changedSince}.`);
  const declared = (id: string) => playbook.checks.get(id)?.parameters ?? {};
  refuseUndeclared(options.param, selected.map(declared));
  const { env: environment, concurrency: width, deadline, force = false, har } = options;
  const parameters = (id: string) => typedParameters(options.param, declared(id));
  const { signal } = context;
  const order = { checks: selected, environment, parameters, deadline, force, signal };
  const { overdrawn, ...together } = await runner.many(order);
  for (const { says } of overdrawn) context.terminal.note(`Forced: ${says}`);
  const single = ids.length === 1 && before === undefined;
  const reporter = await openReporters(wanted, settingOf(context, playbook, selected, single));
  const work = { runner, playbook, selected, parameters, environment, width, har, together, reporter };
  return runChecks(context, work);
}

function settingOf(context: Context, playbook: Playbook, checks: readonly string[], single: boolean) {
  return {
    ...{ checks, single, playbook, terminal: context.terminal },
    place: async (id: string, path: readonly string[]) => {
      const { placeAt } = await import('../../compose.ts');
      return placeAt(context.root, playbook.checks.get(id)?.file ?? '', path);
    },
    pages: () => pagesOf(context, playbook),
  };
}

const leftOut =
  ({ terminal }: Context): Selection['leaveOut'] =>
  ({ id }, parameter) =>
    terminal.note(`Left out: ${id} needs a value: --param ${parameter}=…`);

/** The playbook at the revision of `--changed-since`. Throws `usage` when there is none to compare with. */
async function earlier({ root }: Context, revision: string | undefined): Promise<Playbook | undefined> {
  if (revision === undefined) return undefined;
  const { loadPlaybookAtRevision } = await import('../../compose/playbook.ts');
  const loaded = await loadPlaybookAtRevision(root, revision);
  if (loaded.ok) return loaded.playbook;
  const message = `The playbook at ${revision} has ${counted(loaded.diagnostics.length, 'error')} of its own.`;
  throw new PlaybookError('usage', message, {
    hint: 'Name a revision whose playbook could be loaded, or take --all.',
  });
}

const reporterWords = ({ json, reporter }: Options) => [...(json ? ['json'] : []), ...reporter];
