// A sandbox in the foreground: tells where its servers are, and waits for Ctrl-C.
import { once } from 'node:events';
import type { Context } from './context.ts';
import { serverLines } from './server-lines.ts';

/** `mocks` are APIs to mock beside those that are declared, as `<name>=<file>`. */
export async function runSandbox(context: Context, mocks: readonly string[]): Promise<void> {
  const { root, environment, terminal, signal } = context;
  const { startSandbox } = await import('../compose/server.ts');
  terminal.progress('Starting the sandbox …');
  const sandbox = await startSandbox(root, environment, signal, mocks);
  for (const line of serverLines(sandbox.servers)) terminal.out(line);
  terminal.out('The sandbox is running. Ctrl-C ends it.');
  try {
    await Promise.race([once(signal, 'abort'), sandbox.ended]);
  } finally {
    await sandbox.stop();
  }
}
