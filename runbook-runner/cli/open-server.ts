// Opens what `serve` serves, in an order that wastes nobody's time: what can refuse comes before what takes long.
import { once } from 'node:events';
import type { SandboxProcess, ServerParts } from '../compose/server.ts';
import type { Runner } from '../core/runner.ts';
import type { RunRecord } from '../ports/store.ts';
import type { ServeOptions } from './commands/serve.ts';
import type { Context } from './context.ts';
import { INBOUND_PORT } from './inbound-port.ts';
import { converse } from './pairing-dialogue.ts';
import { prepareSite } from './prepare-site.ts';
import { sandboxBeside } from './sandbox-beside.ts';

export interface OpenServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** The same of the inbound listener, where one was asked for. */
  readonly inbound?: string | undefined;
  /** Resolves when the program is told to end. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export async function openServer(context: Context, options: ServeOptions): Promise<OpenServer> {
  const { serverParts } = await import('../compose/server.ts');
  const stack = new AsyncDisposableStack();
  try {
    const parts = await serverParts(context.root, context.environment);
    const lock = parts.claim();
    stack.defer(() => lock.release());
    const runner = await context.runner([parts.controlToken], false);
    await runner.playbook();
    await parts.probePort(options.port);
    const sandbox = options.sandbox ? sandboxBeside(context, runner) : undefined;
    // It is awaited after the site was built; a refusal until then is no unhandled one.
    sandbox?.catch(() => undefined);
    stack.defer(async () => (await sandbox?.catch(() => undefined))?.stop());
    await prepareSite(context, runner, options.build === true);
    const running = await sandbox;
    tellLeftOpen(context, await runner.takeOver());
    const server = await listen(context, parts, runner, options.port, stack);
    const inbound = await listenInbound(context, parts, runner, options, stack);
    const { pid } = process;
    const since = parts.clock.now().toISOString();
    const inboundEnvironment = inbound === undefined ? undefined : options.inboundEnv;
    lock.announce({ pid, ...server, controlToken: parts.controlToken, since, inboundEnvironment });
    const held = stack.move();
    return { url: server.url, inbound, ended: endOf(context, running), close: () => held.disposeAsync() };
  } catch (error) {
    await stack.disposeAsync();
    throw error;
  }
}

/** Names what a crash left open; an action among it may or may not have happened, and waits for a person. */
function tellLeftOpen({ terminal }: Context, runs: readonly RunRecord[]): void {
  for (const { id, kind, subject, state, startedAt } of runs) {
    terminal.note(
      `Left open by a crash: ${kind} ${subject} of ${startedAt} is now ${state} (npm run -s playbook -- runs ${id}).`,
    );
  }
}

/** Starts the server and the conversation about pairing; what must be closed goes on the stack. */
async function listen(
  { terminal }: Context,
  parts: ServerParts,
  runner: Runner,
  port: number,
  stack: AsyncDisposableStack,
): Promise<{ readonly url: string; readonly port: number }> {
  const [{ startServer }, { createPairings }] = await Promise.all([
    import('../http/serve.ts'),
    import('../http/pairing.ts'),
  ]);
  const { clock } = parts;
  const pairings = createPairings({ clock, owner: runner.owner });
  const report = (error: unknown) => {
    terminal.note(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };
  const server = await startServer({ ...parts, runner, site: parts.site(), pairings, port, report });
  stack.defer(() => server.close());
  stack.defer(converse({ pairings, terminal, clock, url: server.url, input: process.stdin }));
  return { url: server.url, port: server.port };
}

/** The second listener, which takes webhooks and serves nothing; undefined when none was asked for. */
async function listenInbound(
  { terminal }: Context,
  { listener, clock }: ServerParts,
  runner: Runner,
  { inbound, inboundHost: host, inboundEnv: environment }: ServeOptions,
  stack: AsyncDisposableStack,
): Promise<string | undefined> {
  if (inbound === undefined) return undefined;
  const { requireSources } = await import('../core/inbound.ts');
  requireSources(await runner.playbook(), environment);
  const { startInbound } = await import('../http/inbound.ts');
  const port = inbound === true ? INBOUND_PORT : inbound;
  const report = (text: string) => terminal.note(text);
  const receive = runner.receive;
  const server = await startInbound({ listener, clock, receive, environment, host, port, report });
  stack.defer(() => server.close());
  return server.url;
}

/** A sandbox that crashes is told and ends nothing: pages, pairings and every other environment go on without it. */
function endOf({ signal, terminal }: Context, sandbox: SandboxProcess | undefined): Promise<void> {
  sandbox?.ended.catch(({ message }: Error) => {
    terminal.note(
      `${message} The rest goes on. Start it again in another terminal: npm run -s playbook -- sandbox`,
    );
  });
  return signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => undefined);
}
