// The sandbox as a process of its own. Says `{"ready":true,…}` in one line on stdout when orders flow and it is warm, or
// why not. Ends on SIGINT and SIGTERM, and with its parent: when stdin (`--with-parent`) or the IPC channel closes.
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { statePath } from '../adapters/state-path.ts';
import { EXIT, type ExitCode, PlaybookError } from '../errors/index.ts';
import { type Sandbox, startSandbox } from './index.ts';
import type { MockOrder } from './mock/index.ts';
import { warmUp } from './warm-up.ts';

interface Settings {
  readonly stateFolder: string;
  readonly seed: number;
  readonly mocks: readonly MockOrder[];
  readonly withParent: boolean;
}

function settingsFrom(args: string[], environment: NodeJS.ProcessEnv): Settings {
  const { values } = parseArgs({
    args,
    options: {
      home: { type: 'string' },
      seed: { type: 'string', default: '1' },
      openapi: { type: 'string', multiple: true, default: [] },
      'with-parent': { type: 'boolean', default: false },
    },
  });
  if (!/^\d{1,9}$/.test(values.seed))
    throw new PlaybookError('usage', `--seed is a whole number, not "${values.seed}".`);
  return {
    stateFolder: values.home ? resolve(values.home) : statePath(process.cwd(), environment),
    seed: Number(values.seed),
    mocks: values.openapi.map(mockOrder),
    withParent: values['with-parent'],
  };
}

/** `acme=contracts/v2.yaml`: a name, and the file by which it is mocked. Alone, `contracts/acme.yaml` names "acme". */
function mockOrder(text: string): MockOrder {
  const [, given, file = text] = /^([a-z][a-z0-9-]*)=(.+)$/.exec(text) ?? [];
  const name = given ?? basename(text).split('.', 1)[0]?.toLowerCase() ?? '';
  if (/^[a-z][a-z0-9-]*$/.test(name)) return { name, file };
  throw new PlaybookError('usage', `--openapi cannot tell how "${text}" is to be called.`, {
    hint: 'A name has small letters, digits and hyphens: --openapi acme=contracts/acme.openapi.yaml',
  });
}

function say(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
  process.send?.(line);
}

/** What the start took since the process began, in milliseconds: by the clock, and of the processor. */
function cost(): { readonly tookMs: number; readonly cpuMs: number } {
  const { user, system } = process.cpuUsage();
  return { tookMs: Math.round(performance.now()), cpuMs: Math.round((user + system) / 1_000) };
}

/** Resolves when the process is told to end, or has lost its parent. */
function ending(withParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    const end = () => resolve();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
    if (process.connected) process.once('disconnect', end);
    if (!withParent) return;
    process.stdin.once('end', end).once('close', end).once('error', end).resume();
  });
}

async function run(): Promise<ExitCode> {
  const settings = settingsFrom(process.argv.slice(2), process.env);
  const ended = ending(settings.withParent);
  const sandbox: Sandbox = await startSandbox(settings);
  await warmUp(Object.values(sandbox.upstreams));
  const { pid, seed, servers } = sandbox.status();
  say({ ready: true, pid, seed, servers: servers.map(({ name, url }) => ({ name, url })), ...cost() });
  await ended;
  await sandbox.close();
  return EXIT.pass;
}

/** Runs the sandbox to its end, and ends the process with it. */
export async function main(): Promise<never> {
  try {
    // Nothing that is still open may keep a sandbox alive that was told to end.
    process.exit(await run());
  } catch (error) {
    const known = error instanceof PlaybookError ? error : undefined;
    const message = error instanceof Error ? error.message : String(error);
    say({ ready: false, code: known?.code ?? 'sandbox_failed', message, hint: known?.hint });
    process.exit(known?.exit ?? EXIT.error);
  }
}
