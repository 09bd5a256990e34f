// A lane: a runner with a sandbox of its own, so that several drills run at once and none disturbs another.
import { temporaryHome } from '../adapters/temporary-home.ts';
import { compose } from '../compose.ts';
import type { Runner } from '../core/runner.ts';
import { type SandboxProcess, startSandbox } from './server.ts';

export interface Lane {
  readonly runner: Runner;
  close(): Promise<void>;
}

interface LaneOptions {
  readonly signal: AbortSignal;
  /** `kept`: in the store of this repository, as everything is. `dropped`: gone with the lane. */
  readonly records: 'kept' | 'dropped';
}

/** Opens a lane. Throws what the sandbox refuses to start with. */
export async function openLane(
  root: string,
  environment: NodeJS.ProcessEnv,
  { signal, records }: LaneOptions,
): Promise<Lane> {
  const home = temporaryHome();
  const elsewhere = { ...environment, PLAYBOOK_HOME: home.path };
  let sandbox: SandboxProcess | undefined;
  try {
    sandbox = await startSandbox(root, elsewhere, signal);
    const own = records === 'kept' ? environment : elsewhere;
    const runner = await compose(root, own, [], { once: true, sandboxFolder: home.path });
    return { runner, close: () => closed(runner, sandbox, home.remove) };
  } catch (error) {
    await closed(undefined, sandbox, home.remove);
    throw error;
  }
}

async function closed(
  runner: Runner | undefined,
  sandbox: SandboxProcess | undefined,
  remove: () => void,
): Promise<void> {
  await runner?.close();
  await sandbox?.stop();
  remove();
}
