// `playbook pair`: confirms browsers that wait to be paired with the running `serve`.
import { Command } from 'commander';
import type { ControlClient, PendingPairing } from '../../compose/server.ts';
import { EXIT, type ExitCode, PlaybookError } from '../../errors/index.ts';
import { isYesOrEnter } from '../answers.ts';
import type { Context } from '../context.ts';
import { examples, jsonOption } from '../options.ts';
import { pairingQuestion } from '../pairing-question.ts';

interface Options {
  readonly link?: boolean;
  readonly json?: boolean;
}

export function pairCommand(context: Context): Command {
  return new Command('pair')
    .summary('confirm browsers that wait to be paired')
    .description(
      'Shows the browsers that ask to be paired with the running `serve`, and confirms them one by one.\n' +
        'Compare the words with those on the page before you confirm.',
    )
    .option('--link', 'print an address that pairs the browser that opens it: once, within 60 seconds')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      examples(['playbook pair', 'confirm who waits'], ['playbook pair --link', 'an address to open']),
    )
    .action(context.action((options: Options) => pair(context, options)));
}

async function pair(context: Context, options: Options): Promise<ExitCode> {
  const { terminal } = context;
  const { runningServe } = await import('../../compose/server.ts');
  const server = await runningServe(context.root, context.environment);
  if (!server) {
    throw new PlaybookError('runner_not_running', 'No runner serves this folder.', {
      hint: 'Start it: npm start',
    });
  }
  const control = await server.control();
  if (options.link) {
    const link = await control.link();
    terminal.out(options.json ? JSON.stringify(link, null, 2) : `${server.url}/${link.fragment}`);
    return EXIT.pass;
  }
  const pending = await control.pending();
  if (options.json) terminal.out(JSON.stringify({ pairings: pending }, null, 2));
  else if (pending.length === 0)
    terminal.out('No browser waits to be paired. A fresh address: npm run -s playbook -- pair --link');
  else for (const one of pending) await settle(context, control, one);
  return EXIT.pass;
}

async function settle(context: Context, control: ControlClient, one: PendingPairing): Promise<void> {
  const { terminal, signal } = context;
  if (!terminal.interactive) {
    terminal.out(`${one.words}  ${one.origin}  waits; confirm it in a terminal: npm run -s playbook -- pair`);
    return;
  }
  const answer = await terminal.ask(pairingQuestion(one), signal);
  signal.throwIfAborted();
  const confirmed = isYesOrEnter(answer);
  await control.decide(one.id, confirmed ? 'confirm' : 'decline');
  terminal.out(confirmed ? 'Paired.' : 'Declined.');
}
