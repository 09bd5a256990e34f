// From the words `--reporter junit=report.xml` to reporters that write there, all told as if they were one.
import { resolve } from 'node:path';
import { PlaybookError } from '../../errors/index.ts';
import { suggest } from '../../errors/nearest.ts';
import type { CheckResult } from '../../ports/result.ts';
import type { Summary } from '../verdicts.ts';
import { reporters } from './registry.ts';
import type { Reporter, ReporterEntry, Setting } from './reporter.ts';

export interface Wanted {
  readonly name: string;
  readonly entry: ReporterEntry;
  /** Absolute path; standard output when left out. */
  readonly file: string | undefined;
  /** The environment named the file: what others wrote there stays. */
  readonly added: boolean;
}

/**
 * What the words ask for; the terminal when there are none. Throws `usage` for an unknown name, and when a document
 * would share its place with another reporter.
 */
export function wantedReporters(words: readonly string[], env: NodeJS.ProcessEnv): readonly Wanted[] {
  const wanted = (words.length === 0 ? ['terminal'] : words).map((word) => parse(word, env));
  const places = Map.groupBy(wanted, ({ file }) => file);
  for (const [file, sharing] of places) {
    if (sharing.length < 2 || !sharing.some(({ entry }) => entry.document)) continue;
    const names = sharing.map(({ name }) => name).join(' and ');
    throw new PlaybookError('usage', `${names} would both write to ${file ?? 'standard output'}.`, {
      hint: 'Give one of them a file: --reporter junit=report.xml',
    });
  }
  return wanted;
}

function parse(word: string, env: NodeJS.ProcessEnv): Wanted {
  const [name = '', ...rest] = word.split('=');
  const entry = reporters.get(name);
  if (entry === undefined) {
    const hint = suggest(name, reporters.keys());
    throw new PlaybookError('usage', `There is no reporter "${name}".`, { hint });
  }
  const given = rest.join('=');
  const named = entry.fileFrom === undefined ? undefined : env[entry.fileFrom];
  const file = given === '' ? named : given;
  const added = given === '' && file !== undefined;
  return { name, entry, file: file ? resolve(file) : undefined, added };
}

/** Opens what is wanted. A file that cannot be written is told before anything runs. */
export async function openReporters(
  wanted: readonly Wanted[],
  setting: Omit<Setting, 'write'>,
): Promise<Reporter> {
  const opened = await Promise.all(wanted.map((one) => openOne(one, setting)));
  const [only] = opened;
  return only !== undefined && opened.length === 1 ? only : together(opened);
}

async function openOne({ entry, file, added }: Wanted, setting: Omit<Setting, 'write'>): Promise<Reporter> {
  const make = await entry.load();
  if (file === undefined) return make({ ...setting, write: setting.terminal.out });
  const { writeText } = await import('../../compose.ts');
  await writeText(file, '', added ? 'add' : 'replace');
  let text = '';
  const reporter = make({
    ...setting,
    write(line) {
      text += `${line}\n`;
    },
  });
  return {
    ...reporter,
    async finish(summary, interrupted) {
      await reporter.finish(summary, interrupted);
      await writeText(file, text, added ? 'add' : 'replace');
    },
  };
}

function together(all: readonly Reporter[]): Reporter {
  const hearing = all.filter(({ started, ended }) => started ?? ended);
  const live = {
    started(check: string) {
      for (const one of hearing) one.started?.(check);
    },
    ended(result: CheckResult) {
      for (const one of hearing) one.ended?.(result);
    },
  };
  return {
    ...(hearing.length > 0 ? live : {}),
    told(result) {
      for (const one of all) one.told(result);
    },
    async finish(summary: Summary, interrupted: boolean) {
      // One that can't be written takes no other with it.
      let failed: { readonly error: unknown } | undefined;
      for (const one of all) {
        try {
          await one.finish(summary, interrupted);
        } catch (error) {
          failed ??= { error };
        }
      }
      if (failed) throw failed.error;
    },
  };
}
