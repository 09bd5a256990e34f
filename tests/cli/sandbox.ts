// A sandbox of its own for a test file, or for each test: the real one, in a state folder of its own.
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

/**
 * Starts a sandbox before the tests of a file and ends it after them. With `beforeEach` and `afterEach` each round of
 * each test gets a new one, and an empty folder.
 */
export function besideSandbox(before = beforeAll, after = afterAll): Beside {
  const home = mkdtempSync(join(tmpdir(), 'playbook-cli-'));
  const env = { PLAYBOOK_HOME: home };
  let sandbox: Running | undefined;
  before(async () => {
    sandbox = await start(['sandbox'], { env });
    await sandbox.printed('The sandbox is running');
  });
  after(async () => {
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
