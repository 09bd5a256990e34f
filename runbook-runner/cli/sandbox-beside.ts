// A sandbox for the time that a command needs one: the one of this folder when it runs, else one of our own.
import type { SandboxProcess } from '../compose/server.ts';
import type { Runner } from '../core/runner.ts';
import type { Context } from './context.ts';

/**
 * Starts a sandbox that the caller stops, or answers undefined when one runs already: that one stays.
 * Throws `sandbox_failed` or what the sandbox refuses to start with.
 */
export async function sandboxBeside(context: Context, runner: Runner): Promise<SandboxProcess | undefined> {
  const running = await runner.sandbox.status('patient');
  if (running) {
    context.terminal.note(`A sandbox is running already (process ${running.pid}); it is used.`);
    return undefined;
  }
  const { startSandbox } = await import('../compose/server.ts');
  return startSandbox(context.root, context.environment, context.signal);
}
