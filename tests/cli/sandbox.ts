// A sandbox of its own for a test file: the real one, in a state folder of its own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type Ended, playbook, type Running, start } from './program.ts';

export interface Beside {
  readonly home: string;
  /** Runs a command beside the sandbox. */
  run(...args: string[]): Promise<Ended>;
  begin(...args: string[]): Promise<Running>;
}

/** Starts a sandbox before the tests of a file and ends it after them. */
export function besideSandbox(): Beside {
  const home = mkdtempSync(join(tmpdir(), 'playbook-cli-'));
  const env = { PLAYBOOK_HOME: home };
  let sandbox: Running | undefined;
  beforeAll(async () => {
    sandbox = await start(['sandbox'], { env });
    await sandbox.printed('The sandbox is running');
  }, 60_000);
  afterAll(async () => {
    sandbox?.child.kill('SIGTERM');
    await sandbox?.ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  });
  return {
    home,
    run: (...args) => playbook(args, { env }),
    begin: (...args) => start(args, { env }),
  };
}
