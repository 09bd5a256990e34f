// Starts the upstream's process and ends it.
import { fork } from 'node:child_process';
import { join } from 'node:path';

/** The certificate of an upstream: kept promises, ended two days ago, or signed by an authority nobody told of. */
export type Presents = 'trusted' | 'expired' | 'unknown';

export interface Upstream {
  readonly url: string;
  /** PEM of the authority to trust there; empty over plain HTTP. */
  readonly ca: string;
  /** What a sandbox would write into its state file. */
  readonly state: unknown;
  /** Requests that it has answered since its start. */
  asked(): Promise<number>;
  close(): void;
}

type Told = Pick<Upstream, 'url' | 'ca' | 'state'>;

export async function startUpstream(presents?: Presents): Promise<Upstream> {
  const child = fork(join(import.meta.dirname, 'upstream.ts'), presents ? [presents] : [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const told = await new Promise<Told>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Told));
    child.once('exit', (code) => reject(new Error(`the upstream ended with ${code}`)));
  });
  const asked = () =>
    new Promise<number>((resolve) => {
      child.once('message', (count) => resolve(Number(count)));
      child.send('asked');
    });
  return { ...told, asked, close: () => child.disconnect() };
}
