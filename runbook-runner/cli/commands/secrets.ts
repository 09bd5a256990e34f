// `playbook secrets`: which credentials the playbook wants, and where each may go from this machine.
import { Command } from 'commander';
import type { SecretState, TestedSecret } from '../../core/secrets.ts';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import { requireYes } from '../consent.ts';
import type { Context } from '../context.ts';
import { type Example, examples, jsonOption } from '../options.ts';
import { secretLines, testLines } from '../render-secret.ts';

interface Options {
  readonly json?: boolean;
  readonly yes?: boolean;
}

const ABOUT =
  'Lists the credentials of real environments, where each comes from, and where it may go from this machine.\n' +
  'Bindings lie in ~/.config/playbook/secrets.json, or where PLAYBOOK_SECRETS says; values are never kept or shown.';

const EXAMPLES = {
  list: ['playbook secrets list lumenpay.production', 'what the playbook wants there'],
  bind: ['playbook secrets bind lumenpay.production', 'let its credentials go where the playbook wants'],
  test: ['playbook secrets test lumenpay.production', 'whether each value can be had, without showing it'],
  unbind: ['playbook secrets unbind lumenpay.production.client-secret', 'take one back'],
} as const satisfies Record<string, Example>;

export function secretsCommand(context: Context): Command {
  const secrets = new Command('secrets')
    .summary('say where credentials may go from this machine')
    .description(ABOUT)
    .addHelpText('after', examples(...Object.values(EXAMPLES)));
  type Work = (names: string[], options: Options) => Promise<ExitCode>;
  const child = (name: keyof typeof EXAMPLES, args: string, description: string, work: Work) =>
    secrets
      .command(name)
      .description(description)
      .argument(args, 'credentials by name: <integration>.<environment>.<credential>, or its beginning')
      .addOption(jsonOption())
      .addHelpText('after', examples(EXAMPLES[name]))
      .action(context.action(work));
  child('list', '[names...]', 'show each credential and what it is bound to', (names, options) =>
    list(context, names, options),
  );
  child(
    'bind',
    '<names...>',
    'bind credentials to the hosts and slots that the playbook wants now',
    (names, options) => bind(context, names, options),
  ).option('--yes', 'bind without a question, where there is no terminal');
  child('test', '[names...]', 'get each value, say whether it came, and forget it', (names, options) =>
    test(context, names, options),
  );
  child('unbind', '<names...>', 'take bindings back', (names, options) => unbind(context, names, options));
  return secrets;
}

const isOpen = ({ state }: SecretState) => state === 'unbound' || state === 'elsewhere';

function show({ terminal }: Context, secrets: readonly SecretState[], { json }: Options): void {
  if (json) terminal.out(JSON.stringify({ secrets }, null, 2));
  else if (secrets.length === 0) terminal.out('The playbook declares no credential of a real environment.');
  else
    for (const secret of secrets) for (const line of secretLines(terminal.paint, secret)) terminal.out(line);
}

async function list(context: Context, names: readonly string[], options: Options): Promise<ExitCode> {
  show(context, await (await context.runner()).secrets(names), options);
  return EXIT.pass;
}

async function bind(context: Context, names: readonly string[], options: Options): Promise<ExitCode> {
  const runner = await context.runner();
  const open = (await runner.secrets(names)).filter(isOpen);
  if (open.length === 0) {
    context.terminal.out('Nothing to bind: each is bound to where the playbook wants it.');
    return EXIT.pass;
  }
  for (const secret of open)
    for (const line of secretLines(context.terminal.paint, secret))
      options.json ? context.terminal.note(line) : context.terminal.out(line);
  const what = open.length === 1 ? 'it' : `these ${open.length}`;
  await requireYes(context, `May ${what} go there from this machine?`, options.yes === true);
  const bound = await runner.bindSecrets(open.map(({ name }) => name));
  if (options.json) show(context, bound, options);
  else {
    context.terminal.out(`Bound: ${bound.map(({ name }) => name).join(', ')}`);
    context.terminal.note(
      `See whether each comes, and can be hidden: npm run -s playbook -- secrets test ${names.join(' ')}`,
    );
  }
  return EXIT.pass;
}

async function unbind(context: Context, names: readonly string[], options: Options): Promise<ExitCode> {
  const unbound = await (await context.runner()).unbindSecrets(names);
  if (options.json) show(context, unbound, options);
  else context.terminal.out(`Bound to nothing now: ${unbound.map(({ name }) => name).join(', ')}`);
  return EXIT.pass;
}

async function test(context: Context, names: readonly string[], { json }: Options): Promise<ExitCode> {
  const { terminal, signal } = context;
  const tested = await (await context.runner()).testSecrets(names, signal);
  if (json) terminal.out(JSON.stringify({ secrets: tested }, null, 2));
  else for (const secret of tested) for (const line of testLines(terminal.paint, secret)) terminal.out(line);
  signal.throwIfAborted();
  return tested.every(isUsable) ? EXIT.pass : EXIT.error;
}

const isUsable = (secret: TestedSecret) => secret.value.ok && !isOpen(secret);
