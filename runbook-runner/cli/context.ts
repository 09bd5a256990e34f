// What every command is handed: where it runs, how it speaks, the runner when it wants one.
import type { Runner } from '../core/runner.ts';
import type { ExitCode } from '../errors/index.ts';
import type { Terminal } from './terminal.ts';

export interface Context {
  /** Root of the repository. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly terminal: Terminal;
  /** Aborts at the first Ctrl-C, or when the process is told to end. */
  readonly signal: AbortSignal;
  /**
   * The runner of this repository, composed on first use and closed at the end; `secrets` never leave it.
   * It reads the playbook once unless `once` is false.
   */
  runner(secrets?: readonly string[], once?: boolean): Promise<Runner>;
  /** Turns a command's work into an action of commander: its exit code is kept for the end. */
  action<Arguments extends unknown[]>(
    work: (...given: Arguments) => Promise<ExitCode>,
  ): (...given: Arguments) => Promise<void>;
}
