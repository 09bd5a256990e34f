// `playbook approve`: shows what would be sent where with secrets of this machine, and approves it here.
import { Command } from 'commander';
import type { ApprovalView } from '../../core/approve.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import { isYes } from '../answers.ts';
import { requireYes } from '../consent.ts';
import type { Context } from '../context.ts';
import { examples, jsonOption } from '../options.ts';
import { approvalHead, approvalLines } from '../render-approval.ts';

interface Options {
  readonly all?: boolean;
  readonly env?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const ABOUT =
  'Shows what a check or an action would send where, with which secrets, and what changed since it was approved.\n' +
  'Approved, it runs with secrets on this machine until it changes again. Without ids it lists what waits.';

export function approveCommand(context: Context): Command {
  return new Command('approve')
    .summary('let a changed check or action use secrets of this machine')
    .description(ABOUT)
    .argument('[ids...]', 'checks and actions, by id')
    .option('--all', 'everything that waits')
    .option('--env <name>', 'one environment; every real one when left out')
    .option('--yes', 'approve without a question, where there is no terminal')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(
        ['playbook approve', 'what waits for approval'],
        ['playbook approve lumenpay-credential --env production', 'see one, and approve it'],
        ['playbook approve --all --env staging', 'one after the other'],
      ),
    )
    .action(context.action((ids: string[], options: Options) => approve(context, ids, options)));
}

async function approve(context: Context, ids: readonly string[], options: Options): Promise<ExitCode> {
  const runner = await context.runner();
  const views = await runner.approvals({ ids, environment: options.env });
  const waiting = views.filter(({ state }) => state !== 'approved');
  const chosen = ids.length > 0 || options.all === true;
  if (options.json) context.terminal.out(JSON.stringify({ approvals: views }, null, 2));
  if (waiting.length === 0) return nothingWaits(context, options, views.length);
  if (!chosen) return listWaiting(context, options, waiting);
  const agreed = await askEach(context, options, waiting);
  if (agreed.length > 0) await runner.approve(agreed, runner.owner);
  say(context, options, `Approved on this machine: ${agreed.length} of ${waiting.length}.`);
  return agreed.length === waiting.length ? EXIT.pass : EXIT.error;
}

/** Beside the answer when that is JSON. */
function say({ terminal }: Context, { json }: Options, text: string): void {
  if (json) terminal.note(text);
  else terminal.out(text);
}

function nothingWaits(context: Context, options: Options, count: number): ExitCode {
  const words = count === 0 ? 'None of these gets a secret of this machine.' : 'Nothing waits for approval.';
  say(context, options, words);
  return EXIT.pass;
}

function listWaiting(context: Context, options: Options, waiting: readonly ApprovalView[]): ExitCode {
  if (options.json) return EXIT.pass;
  for (const one of waiting) context.terminal.out(approvalHead(context.terminal.paint, one));
  context.terminal.out('\nSee each and approve it: npm run -s playbook -- approve --all');
  return EXIT.pass;
}

/** A question for each; without a terminal `--yes` stands for all, after everything was shown. */
async function askEach(context: Context, options: Options, waiting: readonly ApprovalView[]) {
  const { terminal, signal } = context;
  const show = (one: ApprovalView) => {
    for (const text of approvalLines(terminal.paint, one)) say(context, options, text);
  };
  if (!terminal.interactive || options.yes) {
    for (const one of waiting) show(one);
    await requireYes(context, 'Approve?', options.yes === true);
    return waiting;
  }
  const agreed: ApprovalView[] = [];
  for (const one of waiting) {
    show(one);
    const answer = await terminal.ask('May this use the secret from this machine? [y/N] ', signal);
    signal.throwIfAborted();
    if (isYes(answer)) agreed.push(one);
  }
  if (agreed.length > 0) return agreed;
  throw new PlaybookError('confirmation_required', 'Nothing was approved: nobody said yes.');
}
