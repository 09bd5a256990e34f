// `playbook serve`: the pages and the runner behind their buttons, on this machine.
import { Command, Option } from 'commander';
import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Context } from '../context.ts';
import { examples, integerBetween } from '../options.ts';

export interface ServeOptions {
  readonly port: number;
  readonly build?: boolean;
  readonly sandbox?: boolean;
  /** Port of the inbound listener; true for the usual one, absent for none. */
  readonly inbound?: number | true;
  readonly inboundHost: string;
  readonly inboundEnv: string;
}

const DEFAULT_PORT = 4747;

export function serveCommand(context: Context): Command {
  return new Command('serve')
    .summary('serve the pages and run what their buttons ask for')
    .description(
      'Serves the pages and the runner on 127.0.0.1, until Ctrl-C. One serve owns a state folder.\n' +
        'Browsers that ask to be paired are confirmed here; Enter prints a fresh address to open.',
    )
    .addOption(
      new Option('--port <port>', 'port; 0 lets the system choose')
        .env('PLAYBOOK_PORT')
        .default(DEFAULT_PORT)
        .argParser(integerBetween(0, 65_535)),
    )
    .option('--build', 'build the site first when something that goes into it changed')
    .option('--sandbox', 'start a sandbox beside it, and end it with it')
    .addOption(
      new Option(
        '--inbound [port]',
        'also take webhooks, on a listener of its own; port 4749 unless named',
      ).argParser(integerBetween(0, 65_535)),
    )
    .option('--inbound-host <address>', 'address of that listener', '127.0.0.1')
    .option('--inbound-env <name>', 'environment whose secrets verify webhooks', 'sandbox')
    .addHelpText(
      'after',
      examples(
        ['playbook serve --build --sandbox', 'what `npm start` does'],
        ['playbook serve --port 4848', 'the site as it was built, on another port'],
        ['playbook serve --inbound', 'and POST /in/<integration>/<source> for webhooks'],
      ),
    )
    .action(context.action((options: ServeOptions) => serve(context, options)));
}

async function serve(context: Context, options: ServeOptions): Promise<ExitCode> {
  const { openServer } = await import('../open-server.ts');
  const server = await openServer(context, options);
  context.terminal.out(`Playbook is ready: ${server.url}/`);
  if (server.inbound !== undefined) {
    context.terminal.out(`Webhooks of ${options.inboundEnv}: ${server.inbound}/in/<integration>/<source>`);
  }
  try {
    await server.ended;
  } finally {
    await server.close();
  }
  return EXIT.pass;
}
