// The list of allowed commands: a file of the machine's owner, private to them and outside the repository.
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { PlaybookError, suggest } from '../errors/index.ts';
import type { AllowedCommand, CommandsPort } from '../ports/commands.ts';
import { isInside, readPrivate } from './private-file.ts';

export interface CommandListOptions {
  /** JSON: id to absolute path. */
  readonly file: string;
  /** The repository: nothing in it may say what is executed, or be executed. */
  readonly root: string;
}

type List = { readonly commands: object } | { readonly fault: string; readonly hint: string };

const posix = process.platform !== 'win32';

function refuse(message: string, hint: string): AllowedCommand {
  return { ok: false, problem: { class: 'command-not-allowed', outcome: 'error', message, hint } };
}

function readList({ file, root }: CommandListOptions): List {
  let bytes: Buffer | undefined;
  try {
    bytes = readPrivate(file, root);
  } catch (error) {
    if (!(error instanceof PlaybookError)) throw error;
    return { fault: error.message, hint: error.hint ?? '' };
  }
  if (bytes === undefined) return { commands: {} };
  try {
    const commands: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof commands === 'object' && commands !== null && !Array.isArray(commands)) return { commands };
  } catch {
    // Told below: what it says does not matter.
  }
  return {
    fault: `${file} is not a JSON object.`,
    hint: 'It maps ids to absolute paths: { "id": "/usr/bin/program" }',
  };
}

/** Why a program may not be started though it is on the list; undefined when it may. */
function unfit(executable: unknown, root: string): string | undefined {
  if (typeof executable !== 'string' || !isAbsolute(executable)) return 'is not an absolute path';
  try {
    const { mode } = statSync(executable);
    accessSync(executable, constants.X_OK);
    if ((mode & 0o170000) !== 0o100000) return 'is not a file';
    if (posix && (mode & 0o022) !== 0) return 'can be changed by others';
    return isInside(root, realpathSync(executable))
      ? 'stands inside the repository, so a pull request could change it'
      : undefined;
  } catch {
    return 'cannot be executed';
  }
}

export function createCommandList(options: CommandListOptions): CommandsPort {
  const { file, root } = options;
  return {
    async find(id) {
      const list = readList(options);
      if ('fault' in list) return refuse(`The allowed commands cannot be trusted. ${list.fault}`, list.hint);
      if (!Object.hasOwn(list.commands, id)) {
        const known = Object.keys(list.commands);
        const near = known.length > 0 ? ` ${suggest(id, known)}` : '';
        const line = `{ "${id}": "/absolute/path" }`;
        const hint = `If it may run here, add ${line} to ${file} and run: chmod 600 ${file}${near}`;
        return refuse(`The command "${id}" is not allowed on this machine; nothing was started.`, hint);
      }
      const executable: unknown = Reflect.get(list.commands, id);
      const why = unfit(executable, root);
      if (why === undefined) return { ok: true, executable: String(executable) };
      return refuse(
        `${String(executable)} ${why}; nothing was started.`,
        `Mend the entry "${id}" in ${file}.`,
      );
    },
  };
}
