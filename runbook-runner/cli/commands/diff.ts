// `playbook diff`: which pages would execute something else than at another revision, and why.
import { Command, Option } from 'commander';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import { type SealChange, sealChanges } from '../../playbook/seal-changes.ts';
import { validPlaybook } from '../../playbook/valid.ts';
import { counted } from '../../ports/spoken.ts';
import type { Context } from '../context.ts';
import { examples } from '../options.ts';
import { cell } from '../shown.ts';

interface Options {
  readonly json?: boolean;
  readonly format: 'text' | 'markdown';
}

export function diffCommand(context: Context): Command {
  return new Command('diff')
    .summary('list the pages whose seal changed since a revision')
    .description('Compares the files as they are with a revision: whose seal changed, and what moved it.')
    .argument('[revision]', 'branch, tag or commit to compare with', 'HEAD')
    .addOption(new Option('--json', 'print { base, changes }'))
    .addOption(
      new Option('--format <format>', 'how changes are printed')
        .choices(['text', 'markdown'])
        .default('text', 'text; markdown is for the summary of a workflow'),
    )
    .addHelpText(
      'after',
      examples(
        ['playbook diff', 'what your edits mean'],
        ['playbook diff origin/main', 'what a branch means'],
      ),
    )
    .action(context.action((revision: string, options: Options) => diff(context, revision, options)));
}

async function diff(context: Context, base: string, { json, format }: Options): Promise<ExitCode> {
  const { loadPlaybookAt, loadPlaybookAtRevision } = await import('../../compose/playbook.ts');
  const after = validPlaybook(await loadPlaybookAt(context.root));
  const before = await loadPlaybookAtRevision(context.root, base);
  if (!before.ok) return withoutBase(context, base, before.diagnostics.length);
  const changes = sealChanges(before.playbook, after);
  if (json) context.terminal.out(JSON.stringify({ base, changes }, null, 2));
  else context.terminal.out(format === 'markdown' ? asMarkdown(base, changes) : asText(base, changes));
  return EXIT.pass;
}

function withoutBase({ terminal }: Context, base: string, count: number): ExitCode {
  terminal.out(
    `The playbook at ${base} has ${counted(count, 'error')} of its own, so there is nothing to compare with.`,
  );
  return EXIT.pass;
}

function asText(base: string, changes: readonly SealChange[]): string {
  if (changes.length === 0) return `No page executes anything else than at ${base}.`;
  const lines = changes.map(
    ({ page, change, because }) => `  ${change.padEnd(8)} ${page}  (${because.join(', ')})`,
  );
  return [
    `${counted(changes.length, 'page executes', 'pages execute')} something else than at ${base}:`,
    ...lines,
  ].join('\n');
}

function asMarkdown(base: string, changes: readonly SealChange[]): string {
  if (changes.length === 0) return `## Seals\nNo page executes anything else than at \`${base}\`.`;
  const rows = changes.map(
    ({ page, title, change, because }) =>
      `| ${cell(title)} (\`${page}\`) | ${change} | ${because.map((one) => `\`${one}\``).join(', ')} |`,
  );
  return [
    `## Pages whose seal changed since \`${base}\``,
    '| page | change | because of |',
    '| --- | --- | --- |',
    ...rows,
  ].join('\n');
}
