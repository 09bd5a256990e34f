// `playbook sandbox`: a safe world of upstreams to run everything against, and the faults in it.
import { Command, Option } from 'commander';
import { faultOrder } from '../../core/fault-order.ts';
import { find } from '../../core/find.ts';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { ActiveFault, LogEntry, SandboxStatus } from '../../ports/sandbox.ts';
import type { Context } from '../context.ts';
import { collect, type Example, examples, jsonOption } from '../options.ts';
import { serverLines } from '../server-lines.ts';
import { clean, localTime } from '../shown.ts';

interface Options {
  readonly json?: boolean;
}

export function sandboxCommand(context: Context): Command {
  const sandbox = new Command('sandbox')
    .summary('run a sandbox, disturb it, look into it')
    .description('Runs a sandbox in the foreground until Ctrl-C, or asks the one that is running.')
    .addOption(mockOption())
    .addHelpText(
      'after',
      examples(
        ['playbook sandbox', 'a sandbox without pages'],
        ['playbook sandbox --openapi acme.yaml', 'your own upstream in it, answering as its document says'],
        ['playbook sandbox --openapi acme=openapi/v2.json', 'the same, called "acme"'],
        ['playbook sandbox fault charge-amount-as-text', 'disturb it'],
        ['playbook sandbox clear', 'end every fault'],
        ['playbook sandbox clear charge-amount-as-text', 'end this one, and leave the others'],
        ['playbook sandbox log lumenpay', 'what was asked of an upstream'],
      ),
    )
    .action(context.action(({ openapi }: { openapi: readonly string[] }) => foreground(context, openapi)));
  for (const child of [statusCommand, faultCommand, clearCommand, logCommand])
    sandbox.addCommand(child(context));
  return sandbox;
}

function childCommand(name: string, does: string, ...lines: readonly Example[]): Command {
  return new Command(name)
    .summary(does)
    .description(`${does.charAt(0).toUpperCase()}${does.slice(1)}.`)
    .addOption(jsonOption())
    .addHelpText('after', examples(...lines));
}

function statusCommand(context: Context): Command {
  return childCommand(
    'status',
    'tell whether a sandbox runs, its servers and faults',
    ['playbook sandbox status', 'addresses, and what is disturbed now'],
    ['playbook sandbox status --json', 'for programs; exit code 2 when none runs'],
  ).action(context.action((options: Options) => status(context, options)));
}

function faultCommand(context: Context): Command {
  return childCommand(
    'fault',
    'inject a declared fault',
    ['playbook sandbox fault charge-amount-as-text', 'until it is cleared, or its time is up'],
    ['playbook sandbox fault lumenpay-slow', 'a second one beside it'],
  )
    .argument('<fault>', 'fault, by id: a file in src/content/faults, listed at /reference/faults/')
    .action(context.action((id: string, options: Options) => inject(context, id, options)));
}

function clearCommand(context: Context): Command {
  return childCommand(
    'clear',
    'end a fault, or every one',
    ['playbook sandbox clear', 'end every fault'],
    ['playbook sandbox clear charge-amount-as-text', 'end this one, and leave the others'],
  )
    .argument('[fault]', 'fault, by id; every one when left out')
    .action(context.action((id: string | undefined, options: Options) => clear(context, id, options)));
}

function logCommand(context: Context): Command {
  return childCommand(
    'log',
    'show what was asked of a server, oldest first',
    ['playbook sandbox log lumenpay', 'what reached this upstream, and from whom'],
    ['playbook sandbox log order-sync --json', 'what was asked of our own consumer, for programs'],
  )
    .argument(
      '<server>',
      'server of the sandbox: lumenpay, parcelo, stockline, order-sync, ledger-export, or one that is mocked',
    )
    .action(context.action((server: string, options: Options) => log(context, server, options)));
}

function mockOption(): Option {
  const does = 'mock an API by its OpenAPI document, with faults in front; repeatable';
  return new Option('--openapi <[name=]file>', does)
    .argParser(collect)
    .default([], 'those that integrations declare');
}

async function foreground(context: Context, mocks: readonly string[]): Promise<ExitCode> {
  const { runSandbox } = await import('../run-sandbox.ts');
  await runSandbox(context, mocks);
  return EXIT.pass;
}

async function status({ terminal, runner }: Context, { json }: Options): Promise<ExitCode> {
  const found = await (await runner()).sandbox.status('patient');
  if (json)
    terminal.out(JSON.stringify({ running: found !== undefined, faults: found?.faults ?? [] }, null, 2));
  else for (const line of statusLines(found)) terminal.out(line);
  return found === undefined ? EXIT.error : EXIT.pass;
}

function statusLines(found: SandboxStatus | undefined): string[] {
  if (!found) return ['No sandbox is running. Start one: npm start, or npm run -s playbook -- sandbox'];
  return [
    `A sandbox is running (process ${found.pid}, since ${localTime(found.startedAt)}).`,
    ...serverLines(found.servers).map((line) => `  ${line}`),
    ...(found.faults.length === 0 ? ['No fault is active.'] : found.faults.map(faultLine)),
  ];
}

async function inject({ terminal, runner }: Context, id: string, { json }: Options): Promise<ExitCode> {
  const opened = await runner();
  const { faults } = await opened.playbook();
  const fault = find('fault', faults, id);
  const active = await opened.sandbox.inject(faultOrder(fault));
  terminal.out(json ? JSON.stringify(active, null, 2) : faultLine(active));
  if (!json) terminal.out(`  Expect: ${fault.expect}`);
  return EXIT.pass;
}

async function clear(
  { terminal, runner }: Context,
  id: string | undefined,
  { json }: Options,
): Promise<ExitCode> {
  const cleared = await (await runner()).sandbox.clear(id);
  if (json) terminal.out(JSON.stringify({ cleared }, null, 2));
  else if (cleared.length === 0) terminal.out('No fault was active.');
  else terminal.out(`Ended: ${cleared.map((one) => one.fault).join(', ')}`);
  return EXIT.pass;
}

async function log({ terminal, runner }: Context, server: string, { json }: Options): Promise<ExitCode> {
  const entries = await (await runner()).sandbox.log(server);
  if (json) terminal.out(JSON.stringify(entries, null, 2));
  else for (const entry of entries) terminal.out(logLine(entry));
  return EXIT.pass;
}

function faultLine(fault: ActiveFault): string {
  return `Active: ${fault.fault}, ${fault.title}; ends by itself at ${localTime(fault.endsAt)}`;
}

function logLine(entry: LogEntry): string {
  const status = entry.status === null ? 'none' : String(entry.status);
  return `${localTime(entry.at)}  ${status.padEnd(4)}  ${entry.client.padEnd(10)}  ${entry.method} ${clean(entry.path)}`;
}
