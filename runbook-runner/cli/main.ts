// From the command line to an exit code: builds the commands, runs one, reports what it throws.
import { CommanderError } from 'commander';
import { EXIT, type ExitCode } from '../errors/index.ts';
import { createContext } from './create-context.ts';
import { endOnFault, listenForLoss } from './last-resort.ts';
import { program } from './program.ts';

/** What the kinds say of themselves is long, and loaded for those alone who want to read it. */
const asksForHelp = (words: readonly string[]): boolean =>
  words.some((word) => ['--help', '-h', 'help'].includes(word));

interface Help {
  /** What is told of a name, in place of a command's help. */
  readonly named?: string | undefined;
  readonly kinds?: string;
  readonly first?: string | undefined;
}

/** Runs the command of `process.argv`; sets the exit code and leaves nothing open. */
export async function main(root: string): Promise<void> {
  endOnFault(process);
  listenForLoss(process);
  const context = createContext(root, process.env);
  const asked = process.argv.slice(2);
  let exit: ExitCode;
  try {
    const help: Help = asksForHelp(asked) ? await helpOf(asked) : { first: asked[0] };
    if (help.named !== undefined) context.terminal.out(help.named);
    else await program(context, help).parseAsync(asked, { from: 'user' });
    exit = context.exit;
  } catch (error) {
    exit = await codeOf(error, asked);
  }
  await context.close();
  process.exitCode = exit;

  async function helpOf(words: readonly string[]): Promise<Help> {
    const { namedHelp } = await import('./help-named.ts');
    const named = await namedHelp(words, async () => (await context.runner()).playbook());
    return named === undefined ? { kinds: (await import('./help-kinds.ts')).kindsHelp() } : { named };
  }

  /** Reports an error where the reader looks: on standard output as JSON when that was asked for. */
  async function codeOf(error: unknown, words: readonly string[]): Promise<ExitCode> {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    const { reportError } = await import('./report-error.ts');
    return reportError(error, context.terminal, wantsJson(words));
  }
}

/** `--reporter json` without a file is `--json` in other words. */
const wantsJson = (words: readonly string[]): boolean =>
  words.some(
    (word, index) =>
      ['--json', '--reporter=json'].includes(word) || (word === 'json' && words[index - 1] === '--reporter'),
  );
