// `playbook run`: walks a runbook in the terminal, step by step, and records it as one run.
import { Command } from 'commander';
import { find, shortId } from '../../core/find.ts';
import type { ScenarioRun } from '../../core/orders.ts';
import type { Runner } from '../../core/runner.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import type { PageWith } from '../../playbook/playbook.ts';
import { isYesOrEnter } from '../answers.ts';
import type { Context } from '../context.ts';
import { examples, forceOption, withOrderOptions } from '../options.ts';
import { pagesOf } from '../pages.ts';
import type { Pages } from '../render-check.ts';
import { localTime } from '../shown.ts';
import { type Walk, walkScenario } from '../walk-scenario.ts';

interface Options {
  readonly env: string;
  readonly param: Readonly<Record<string, string>>;
  readonly resume?: boolean;
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function runCommand(context: Context): Command {
  const command = new Command('run')
    .summary('walk a runbook, step by step')
    .description(
      "Walks a runbook's steps: runs its checks, tells what they mean, shows each decision with its reason, " +
        'asks before each action, and at the end checks the desired state and offers to undo.\n' +
        'Everything is recorded as it happens. After Ctrl-C the run waits; --resume goes on with it.\n' +
        'A check that may send more requests than an upstream was last seen to have left waits for your yes; ' +
        'with --yes or without a terminal the run stops there with 75.',
    )
    .argument('<scenario>', 'runbook, by id')
    .option('--resume', 'go on with the run that was left')
    .option('--yes', 'make every change without asking; in the sandbox only');
  return withOrderOptions(command.addOption(forceOption()))
    .addHelpText(
      'after',
      examples(
        ['playbook run inconsistent-schema', 'in the sandbox'],
        ['playbook run inconsistent-schema --resume', 'after an interruption'],
        ['playbook run upstream-latency --yes --json', 'unattended; prints the record'],
      ),
    )
    .action(context.action((scenario: string, options: Options) => run(context, scenario, options)));
}

async function run(context: Context, scenario: string, options: Options): Promise<ExitCode> {
  const runner = await context.runner();
  const playbook = await runner.playbook();
  const page = find('scenario', playbook.scenarios, scenario);
  if (options.yes && options.env !== 'sandbox') throw notUnattended(options.env);
  const begun = await begin(context, runner, page, options);
  const walk: Walk = {
    context,
    runner,
    playbook,
    page,
    run: begun,
    pages: withoutThis(await pagesOf(context, playbook), scenario),
    given: options.param,
    unattended: options.yes === true,
    force: options.force === true,
    say: options.json ? context.terminal.note : context.terminal.out,
  };
  let exit: ExitCode;
  try {
    exit = await walkScenario(walk);
  } catch (error) {
    if (context.signal.aborted || isShort(error))
      context.terminal.note(`\nGo on later with: ${resumeCommand(scenario, options.env)}`);
    throw error;
  }
  if (exit === EXIT.later) context.terminal.note(`Go on later with: ${resumeCommand(scenario, options.env)}`);
  else await runner.finish(begun.run, runner.owner);
  if (options.json) context.terminal.out(JSON.stringify(await runner.scenarioRun(begun.run), null, 2));
  return exit;
}

/** The run to walk: a new one, or the one that was left when that is wanted. */
async function begin(
  { terminal, signal }: Context,
  runner: Runner,
  page: PageWith<'scenario'>,
  options: Options,
): Promise<ScenarioRun> {
  const asked = { actor: runner.owner, environment: options.env, page: sealed(page), signal };
  const id = shortId(page.id);
  const found = await runner.follow(id, asked);
  if (found.records.length === 0) return found;
  if (options.resume) return found;
  if (terminal.interactive) {
    const since = `${localTime(found.startedAt)} by ${found.actor}`;
    const answer = await terminal.ask(
      `A run of this runbook was left, begun ${since}. Go on with it? [Y/n] `,
      signal,
    );
    signal.throwIfAborted();
    if (isYesOrEnter(answer)) return found;
  }
  await runner.finish(found.run, runner.owner);
  return runner.follow(id, asked);
}

const isShort = (error: unknown): boolean => error instanceof PlaybookError && error.code === 'quota_short';

/** Nobody who walks a runbook has to be sent to it, and what fits beside it is not what comes next. */
function withoutThis(pages: Pages, scenario: string): Pages {
  return {
    ...pages,
    offer: 'Other runbook',
    remedies: (failureMode, integration) =>
      pages.remedies(failureMode, integration).filter((one) => one.id !== scenario),
  };
}

function sealed(page: PageWith<'scenario'>): { id: string; seal: string } | undefined {
  return page.seal === undefined ? undefined : { id: page.id, seal: page.seal };
}

function resumeCommand(scenario: string, environment: string): string {
  return `npm run -s playbook -- run ${scenario} --resume${environment === 'sandbox' ? '' : ` --env ${environment}`}`;
}

function notUnattended(environment: string): PlaybookError {
  return new PlaybookError('confirmation_required', `--yes is for the sandbox; this is ${environment}.`, {
    hint: 'Leave --yes out and confirm each change in the terminal.',
  });
}
