// `playbook action`: makes a declared change, after showing exactly what it is.
import { Command } from 'commander';
import { find } from '../../core/find.ts';
import type { ActionOrder } from '../../core/orders.ts';
import type { ExitCode } from '../../errors/index.ts';
import { confirmAction } from '../confirm-action.ts';
import type { Context } from '../context.ts';
import { confirmOption, examples, reasonOption, withOrderOptions } from '../options.ts';
import { refuseUndeclared, typedParameters } from '../parameters.ts';
import { actionLines } from '../render-action.ts';
import { stageObserver } from '../stage-observer.ts';
import { exitOfAction } from '../verdicts.ts';

interface Options {
  readonly env: string;
  readonly param: Readonly<Record<string, string>>;
  readonly dryRun?: boolean;
  readonly confirm?: string;
  readonly reason?: string;
  readonly json?: boolean;
}

export function actionCommand(context: Context): Command {
  const command = new Command('action')
    .summary('make a declared change')
    .description(
      'Shows the exact change, asks, makes it, and runs the checks that verify it.\n' +
        'Without a terminal it needs --confirm with the name of the environment.',
    )
    .argument('<action>', 'action, by id')
    .option('--dry-run', 'show the exact change and make none')
    .addOption(confirmOption())
    .addOption(reasonOption());
  return withOrderOptions(command)
    .addHelpText(
      'after',
      examples(
        ['playbook action order-sync-cached-fallback --dry-run', 'what would be sent'],
        ['playbook action order-sync-throttle --param rps=2 --confirm sandbox', 'without a question'],
      ),
    )
    .action(context.action((action: string, options: Options) => act(context, action, options)));
}

async function act(context: Context, action: string, options: Options): Promise<ExitCode> {
  const { terminal } = context;
  const runner = await context.runner();
  const { actions } = await runner.playbook();
  const definition = find('action', actions, action);
  refuseUndeclared(options.param, [definition.parameters]);
  const order: ActionOrder = {
    action,
    actor: runner.owner,
    environment: options.env,
    parameters: typedParameters(options.param, definition.parameters),
    signal: context.signal,
    dryRun: true,
  };
  const plan = await runner.act(order);
  if (!options.json || (options.dryRun !== true && terminal.interactive)) {
    for (const line of actionLines(terminal.paint, plan))
      options.json ? terminal.note(line) : terminal.out(line);
  }
  if (options.dryRun) {
    if (options.json) terminal.out(JSON.stringify(plan, null, 2));
    return exitOfAction(plan);
  }
  if (plan.status !== 'planned') {
    if (options.json) terminal.out(JSON.stringify(plan, null, 2));
    return exitOfAction(plan);
  }
  const consent = await confirmAction(context, options.env, options);
  const idempotencyKey = crypto.randomUUID();
  const watch = stageObserver(terminal, options.json ? terminal.note : terminal.out);
  const confirmed = { ...consent, planned: plan.run, dryRun: false, idempotencyKey };
  const result = await runner.act({ ...order, ...confirmed }, watch);
  if (options.json) terminal.out(JSON.stringify(result, null, 2));
  else for (const line of actionLines(terminal.paint, result)) terminal.out(line);
  return exitOfAction(result);
}
