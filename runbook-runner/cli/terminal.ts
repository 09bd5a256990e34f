// The terminal as the commands see it: lines out, notes beside them, a passing progress line, questions.
import { type InspectColor, styleText } from 'node:util';
import { harmless } from './shown.ts';

export interface Terminal {
  /** Whether a person can be asked: both ends are a terminal. */
  readonly interactive: boolean;
  /** Whether a person watches: what is printed and what passes by go to a terminal. */
  readonly live: boolean;
  /** Whether notes may be colored. */
  readonly colorNotes: boolean;
  /** Colors text for standard output; honors NO_COLOR and FORCE_COLOR. */
  paint(color: InspectColor | readonly InspectColor[], text: string): string;
  /** A line of the answer, on standard output. */
  out(line: string): void;
  /** A line beside the answer, on standard error. */
  note(line: string): void;
  /** Replaces the passing lines at the bottom of a terminal; nothing when piped. */
  progress(lines: string): void;
  /** The answer to a question; undefined when the input ended or the signal aborted. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
}

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/** The input is touched only by a question, or where one could be asked: to open it takes milliseconds. */
export function createTerminal(streams: Streams): Terminal {
  const { stdout, stderr } = streams;
  // Asked once: it looks at the stream and at the environment each time.
  const colored = styleText('bold', 'x', { stream: stdout }) !== 'x';
  /** Whether lines can be taken back: a terminal that says it is dumb moves no cursor. */
  const passes = Boolean(stderr.isTTY) && process.env.TERM !== 'dumb';
  /** Lines at the bottom that the next output takes the place of. */
  let passing = 0;
  let piped: ReturnType<typeof linesOf> | undefined;
  let lines = '';
  /** Lines of one turn go out in one write: a thousand results would be a thousand calls of the system. */
  const flush = () => {
    if (lines !== '') stdout.write(forScreen(stdout, lines));
    lines = '';
  };
  const settle = () => {
    if (passing > 0) stderr.write(`${passing > 1 ? `\x1b[${passing - 1}A` : ''}\r\x1b[J`);
    passing = 0;
  };
  return {
    live: Boolean(stdout.isTTY && passes),
    get interactive() {
      return Boolean(stdout.isTTY && streams.stdin.isTTY);
    },
    colorNotes: Boolean(stderr.isTTY && stderr.hasColors()),
    paint: (color, text) =>
      colored ? styleText(color as InspectColor | InspectColor[], text, { validateStream: false }) : text,
    out(line) {
      settle();
      if (lines === '') process.nextTick(flush);
      lines += `${line}\n`;
    },
    note(line) {
      flush();
      settle();
      stderr.write(forScreen(stderr, `${line}\n`));
    },
    progress(shown) {
      if (!passes) return;
      flush();
      settle();
      if (shown === '') return;
      // A line that wraps, or a block higher than the screen, could not be taken back.
      const fitting = harmless(shown)
        .split('\n')
        .slice(0, Math.max(1, (stderr.rows || 24) - 1));
      stderr.write(fitting.map((line) => line.slice(0, (stderr.columns || 80) - 1)).join('\n'));
      passing = fitting.length;
    },
    ask(question, signal) {
      const { stdin } = streams;
      flush();
      settle();
      if (stdin.isTTY) return askOn(stdin, stdout, harmless(question), signal);
      stdout.write(question);
      piped ??= linesOf(stdin);
      return piped(signal);
    },
  };
}

/** A file or a program gets every character as it is; a screen would obey some of them. */
const forScreen = ({ isTTY }: NodeJS.WriteStream, text: string): string => (isTTY ? harmless(text) : text);

/** The lines that are piped in, one a call: all by one reader, since each takes more than the line that it gives. */
function linesOf(input: NodeJS.ReadStream): (signal: AbortSignal) => Promise<string | undefined> {
  const lines = import('node:readline').then(({ createInterface }) =>
    createInterface({ input })[Symbol.asyncIterator](),
  );
  return async (signal) => {
    const gone = Promise.withResolvers<undefined>();
    const leave = () => gone.resolve(undefined);
    if (signal.aborted) return undefined;
    signal.addEventListener('abort', leave, { once: true });
    const next = lines.then((all) => all.next()).then(({ value, done }) => (done ? undefined : value));
    return Promise.race([next, gone.promise]).finally(() => signal.removeEventListener('abort', leave));
  };
}

async function askOn(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { createInterface } = await import('node:readline');
  if (signal.aborted) return undefined;
  return new Promise((resolve) => {
    const lines = createInterface({ input, output });
    const end = (answer: string | undefined) => {
      signal.removeEventListener('abort', abort);
      resolve(answer);
      lines.close();
    };
    const abort = () => {
      output.write('\n');
      end(undefined);
    };
    signal.addEventListener('abort', abort, { once: true });
    // A raw terminal hands Ctrl-C to readline: pass it on to whoever listens for the signal.
    lines.on('SIGINT', () => process.emit('SIGINT', 'SIGINT'));
    lines.on('close', () => end(undefined));
    lines.question(question, end);
  });
}
