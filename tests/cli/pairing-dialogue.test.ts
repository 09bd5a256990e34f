import { PassThrough } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { converse } from '../../runbook-runner/cli/pairing-dialogue.ts';
import type { Terminal } from '../../runbook-runner/cli/terminal.ts';
import { createPairings, type Pairings } from '../../runbook-runner/http/pairing.ts';
import type { ClockPort } from '../../runbook-runner/ports/clock.ts';

const URL_HERE = 'http://127.0.0.1:4747';
let elapsedMs: number;
let lines: string[];
let input: PassThrough;
let pairings: Pairings;

const clock: ClockPort = {
  now: () => new Date(1_700_000_000_000 + elapsedMs),
  monotonicMs: () => elapsedMs,
  sleep: () => Promise.resolve(),
};

function begin(interactive: boolean): () => void {
  const terminal: Terminal = {
    interactive,
    live: false,
    colorNotes: false,
    paint: (_, text) => text,
    out: (line) => lines.push(line),
    note: (line) => lines.push(line),
    progress: () => undefined,
    ask: () => Promise.resolve(undefined),
  };
  return converse({ pairings, terminal, clock, url: URL_HERE, input: input as never });
}

async function type(text: string) {
  input.write(text);
  await new Promise((resolve) => setImmediate(resolve));
}

const ask = (label?: string) => pairings.request({ challenge: 'A'.repeat(43), label, origin: URL_HERE });

beforeEach(() => {
  elapsedMs = 0;
  lines = [];
  input = new PassThrough();
  pairings = createPairings({ clock, owner: 'Owner' });
});

describe('in the terminal of serve', () => {
  test('a request is shown by its words, and Enter confirms it', async () => {
    begin(true);
    const { words } = ask('Ada');
    expect(lines).toEqual([`Pair the browser at ${URL_HERE} that shows ${words} as Ada? [Y/n] `]);
    elapsedMs = 2_000;
    await type('\n');
    expect(lines.at(-1)).toBe(`Paired: ${words}`);
    expect(pairings.pending()).toEqual([]);
  });

  test.each(['n', 'no', 'what?'])('%j declines it', async (answer) => {
    begin(true);
    const { words } = ask();
    elapsedMs = 2_000;
    await type(`${answer}\n`);
    expect(lines.at(-1)).toBe(`Declined: ${words}`);
  });

  test('an Enter that was typed for something else confirms nothing', async () => {
    begin(true);
    ask();
    elapsedMs = 100;
    await type('\n');
    expect(pairings.pending().length).toBe(1);
    expect(lines.length).toBe(2);
  });

  test('a second browser is asked about after the first', async () => {
    begin(true);
    ask();
    const second = ask();
    expect(lines.length).toBe(1);
    elapsedMs = 2_000;
    await type('\n');
    expect(lines.at(-1)).toContain(second.words);
  });

  test('Enter with nobody waiting prints a fresh link that pairs', async () => {
    begin(true);
    await type('\n');
    const code = /#pair=([\w-]{43})/.exec(lines[0] ?? '')?.[1] ?? '';
    expect(lines[0]).toContain(`${URL_HERE}/#pair=${code}`);
    expect(pairings.redeem(code, URL_HERE).actor).toBe('Owner');
  });

  test('after its end nothing is read or said', async () => {
    const stop = begin(true);
    stop();
    ask();
    await type('\n');
    expect(lines).toEqual([]);
  });
});

test('without a terminal it only tells the command that confirms', async () => {
  begin(false);
  const { words } = ask();
  await type('\n');
  expect(lines).toEqual([`A browser waits to be paired (${words}): npm run -s playbook -- pair`]);
  expect(pairings.pending().length).toBe(1);
});

test('without a terminal each browser is told by its own words, once', () => {
  begin(false);
  const words = [ask(), ask()].map((one) => one.words);
  expect(lines).toEqual(
    words.map((one) => `A browser waits to be paired (${one}): npm run -s playbook -- pair`),
  );
});
