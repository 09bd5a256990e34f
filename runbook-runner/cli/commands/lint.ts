// `playbook lint`: every diagnostic of the playbook at once, without running anything.
import { Command, Option } from 'commander';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Playbook } from '../../playbook/playbook.ts';
import { validPlaybook } from '../../playbook/valid.ts';
import type { Context } from '../context.ts';
import { examples } from '../options.ts';

interface Options {
  readonly json?: boolean;
  readonly format: 'text' | 'github';
}

export function lintCommand(context: Context): Command {
  return new Command('lint')
    .summary('find every fault of the playbook itself')
    .description(
      'Loads every file under src/content and tells every fault at once, with file, line and column.',
    )
    .addOption(new Option('--json', 'print { ok, digest, seals, diagnostics }'))
    .addOption(
      new Option('--format <format>', 'how diagnostics are printed')
        .choices(['text', 'github'])
        .default('text', 'text; github annotates the lines of a pull request'),
    )
    .addHelpText(
      'after',
      examples(['playbook lint', 'before you commit'], ['playbook lint --format github', 'in a workflow']),
    )
    .action(context.action((options: Options) => lint(context, options)));
}

async function lint(context: Context, { json, format }: Options): Promise<ExitCode> {
  const { terminal } = context;
  const [{ lintPlaybookAt }, { renderAnnotation }] = await Promise.all([
    import('../../compose/playbook.ts'),
    import('../../errors/render.ts'),
  ]);
  const loaded = await lintPlaybookAt(context.root);
  const diagnostics = loaded.ok ? [] : loaded.diagnostics;
  if (json) {
    const known = loaded.ok ? { digest: loaded.playbook.digest, seals: sealsOf(loaded.playbook) } : {};
    terminal.out(JSON.stringify({ ok: loaded.ok, ...known, diagnostics }, null, 2));
  } else if (loaded.ok) {
    terminal.out(countsOf(loaded.playbook));
  } else if (format === 'github') {
    for (const diagnostic of diagnostics) terminal.out(renderAnnotation(diagnostic));
  } else {
    validPlaybook(loaded);
  }
  return loaded.ok ? EXIT.pass : EXIT.invalid;
}

function sealsOf(playbook: Playbook): Record<string, string> {
  return Object.fromEntries(
    [...playbook.pages.values()].flatMap(({ id, seal }) => (seal ? [[id, seal]] : [])),
  );
}

function countsOf(playbook: Playbook): string {
  const counts = [
    ['pages', playbook.pages],
    ['checks', playbook.checks],
    ['actions', playbook.actions],
    ['faults', playbook.faults],
    ['scenarios', playbook.scenarios],
    ['drills', playbook.drills],
  ] as const;
  return `No faults found in ${counts.map(([name, { size }]) => `${size} ${name}`).join(', ')}.`;
}
