// `playbook preflight`: whether an integration may be called at all.
import { Command } from 'commander';
import { find } from '../../core/find.ts';
import { PlaybookError } from '../../errors/index.ts';
import { counted } from '../../ports/spoken.ts';
import type { Context } from '../context.ts';
import { environmentOption, examples, forceOption, jsonOption } from '../options.ts';
import { pagesOf } from '../pages.ts';
import { checkDetails, checkLine } from '../render-check.ts';
import { exitOf } from '../verdicts.ts';

interface Options {
  readonly env: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export function preflightCommand(context: Context): Command {
  return new Command('preflight')
    .summary('prove that an integration may be called')
    .description(
      "Runs an integration's preflight checks in order and stops at the first that is not green.\n" +
        'It does not begin when they may send more requests than an upstream was last seen to have left.',
    )
    .argument('<integration>', 'integration, by id')
    .addOption(environmentOption())
    .addOption(forceOption())
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['playbook preflight lumenpay', 'certificate, then credential, in the sandbox']),
    )
    .action(
      context.action((integration: string, options: Options) => preflight(context, integration, options)),
    );
}

async function preflight(context: Context, integration: string, { env, force = false, json }: Options) {
  const { terminal } = context;
  const runner = await context.runner();
  const playbook = await runner.playbook();
  const declared = find('integration', playbook.integrations, integration).integration.preflight;
  if (declared.length === 0) throw nothingDeclared(integration);
  terminal.progress('Running the preflight …');
  const results = await runner.preflight(integration, {
    actor: runner.owner,
    environment: env,
    withinQuota: !force,
    signal: context.signal,
  });
  terminal.progress('');
  if (json) terminal.out(JSON.stringify(results, null, 2));
  else {
    const pages = await pagesOf(context, playbook);
    for (const result of results) {
      terminal.out(checkLine(terminal.paint, result));
      for (const line of checkDetails(terminal.paint, result, pages)) terminal.out(line);
    }
    const left = declared.length - results.length;
    if (left > 0) terminal.out(`Stopped: ${counted(left, 'more check', 'more checks')} not run.`);
  }
  context.signal.throwIfAborted();
  return exitOf(results);
}

function nothingDeclared(integration: string): PlaybookError {
  return new PlaybookError('usage', `The integration "${integration}" declares no preflight checks.`, {
    hint: 'List them under `integration.preflight` in the front matter of its page.',
  });
}
