// `playbook build`: the static site, when something that goes into it changed.
import { Command } from 'commander';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Context } from '../context.ts';
import { examples } from '../options.ts';
import { buildSite } from '../prepare-site.ts';

export function buildCommand(context: Context): Command {
  return new Command('build')
    .summary('build the static site')
    .description('Builds dist/site when something that goes into it changed since the last build.')
    .option('--force', 'build although nothing changed')
    .addHelpText('after', examples(['playbook build', 'what `serve --build` does first']))
    .action(
      context.action((options: { readonly force?: boolean }) => build(context, options.force === true)),
    );
}

async function build(context: Context, force: boolean): Promise<ExitCode> {
  const built = await buildSite(context, await context.runner(), force);
  context.terminal.out(
    built ? 'The site is in dist/site.' : 'Nothing changed; the site in dist/site is current.',
  );
  return EXIT.pass;
}
