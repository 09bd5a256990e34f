// The program in a pseudo-terminal, by util-linux's `script`: what a person sees and types.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, watch } from './program.ts';

const SCRIPT = '/usr/bin/script';

export interface Session {
  readonly code: number | null;
  /** Without escape sequences. */
  readonly output: string;
}

type Answers = readonly (readonly [question: string, answer: string])[];

/** Types each answer when its question was shown; answers come in order. */
export const inTerminal = (home: string, words: readonly string[], answers: Answers): Promise<Session> =>
  shellInTerminal(
    home,
    [process.execPath, join(ROOT, 'dist/runner/playbook.mjs'), ...words].join(' '),
    answers,
  );

/** The same with a command of a shell. */
export async function shellInTerminal(home: string, command: string, answers: Answers): Promise<Session> {
  const child = spawn(SCRIPT, ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PLAYBOOK_HOME: home, NO_COLOR: '1', COLUMNS: '200', TERM: 'xterm' },
  });
  let unanswered = '';
  const left = [...answers];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    unanswered += chunk;
    const [next] = left;
    const at = next ? unanswered.indexOf(next[0]) : -1;
    if (!next || at < 0) return;
    unanswered = unanswered.slice(at + next[0].length);
    left.shift();
    child.stdin.write(next[1]);
  });
  const { code, stdout } = await watch(child).ended;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal is sent.
  return { code, output: stdout.replaceAll(/\u001b\[[\d;?]*[a-zA-Z]/g, '').replaceAll('\r', '') };
}

inTerminal.possible = process.platform === 'linux' && existsSync(SCRIPT);
