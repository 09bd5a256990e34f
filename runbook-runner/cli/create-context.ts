// Makes the context of the commands: opens what they ask for once, and closes it at the end.
import type { Runner } from '../core/runner.ts';
import { EXIT, type ExitCode } from '../errors/index.ts';
import type { Context } from './context.ts';
import { inboundPort } from './inbound-port.ts';
import { listenForInterruption } from './interrupt.ts';
import { createTerminal } from './terminal.ts';

export interface OwnedContext extends Context {
  /** Exit code of the command that ran. */
  readonly exit: ExitCode;
  close(): Promise<void>;
}

export function createContext(root: string, environment: NodeJS.ProcessEnv): OwnedContext {
  const terminal = createTerminal(process);
  const interruption = listenForInterruption(terminal.note);
  const report = (error: unknown) => terminal.note(error instanceof Error ? error.message : String(error));
  let opened: Promise<Runner> | undefined;
  let exit: ExitCode = EXIT.pass;
  return {
    root,
    environment,
    terminal,
    signal: interruption.signal,
    get exit() {
      return exit;
    },
    runner(secrets = [], once = true) {
      opened ??= import('../compose.ts').then(({ compose }) =>
        compose(root, environment, secrets, { report, once, inboundPort: inboundPort(once, environment) }),
      );
      return opened;
    },
    action:
      (work) =>
      async (...given) => {
        exit = await work(...given);
      },
    async close() {
      const runner = await opened?.catch(() => undefined);
      await runner?.close();
      interruption.release();
    },
  };
}
