// The conversation in the terminal of `serve`: confirms browsers that ask, prints a fresh link on Enter.
import { createInterface } from 'node:readline';
import type { Pairings } from '../http/pairing.ts';
import type { ClockPort } from '../ports/clock.ts';
import { isYesOrEnter } from './answers.ts';
import { pairingQuestion } from './pairing-question.ts';
import type { Terminal } from './terminal.ts';

/** An answer that comes sooner was typed for something else. */
const ARMED_AFTER_MS = 500;

interface Parts {
  readonly pairings: Pairings;
  readonly terminal: Terminal;
  readonly clock: ClockPort;
  /** Address of the runner, without a slash at its end. */
  readonly url: string;
  readonly input: NodeJS.ReadStream;
}

/** Converses until the returned function is called. Without a terminal it only tells who waits. */
export function converse({ pairings, terminal, clock, url, input }: Parts): () => void {
  let askedAt = 0;
  const prompt = () => {
    const [first] = pairings.pending();
    if (!first) return;
    terminal.out(pairingQuestion(first));
    askedAt = clock.monotonicMs();
  };
  const answer = (line: string) => {
    const [first] = pairings.pending();
    if (!first) {
      terminal.out(`${url}/${pairings.createLink().fragment}   (pairs once, within 60 seconds)`);
      return;
    }
    if (clock.monotonicMs() - askedAt < ARMED_AFTER_MS) return prompt();
    if (isYesOrEnter(line)) pairings.confirm(first.id);
    else pairings.decline(first.id);
  };
  const stops = [
    pairings.onPending((asks) => {
      if (!terminal.interactive)
        terminal.out(`A browser waits to be paired (${asks.words}): npm run -s playbook -- pair`);
      else if (pairings.pending().length === 1) prompt();
    }),
    pairings.onSettled((one, how) => {
      const words = { confirmed: 'Paired', declined: 'Declined', ended: 'Nobody answered' }[how];
      terminal.out(`${words}: ${one.words}`);
      if (terminal.interactive) prompt();
    }),
  ];
  if (terminal.interactive) stops.push(readLines(input, answer));
  return () => {
    for (const stop of stops) stop();
  };
}

function readLines(input: NodeJS.ReadStream, answer: (line: string) => void): () => void {
  const lines = createInterface({ input, terminal: false });
  lines.on('line', answer);
  return () => lines.close();
}
