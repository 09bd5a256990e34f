// Starts the upstream's process and ends it.
import { fork } from 'node:child_process';
import { join } from 'node:path';

export interface Upstream {
  readonly url: string;
  /** What a sandbox would write into its state file. */
  readonly state: unknown;
  close(): void;
}

export async function startUpstream(): Promise<Upstream> {
  const child = fork(join(import.meta.dirname, 'upstream.ts'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { url, state } = await new Promise<{ url: string; state: unknown }>((resolve, reject) => {
    child.once('message', (message) => resolve(message as { url: string; state: unknown }));
    child.once('exit', (code) => reject(new Error(`the upstream ended with ${code}`)));
  });
  return { url, state, close: () => child.disconnect() };
}
