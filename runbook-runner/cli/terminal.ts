// The terminal as the commands see it: lines out, notes beside them, a passing progress line, questions.
import { createInterface } from 'node:readline';
import { type InspectColor, styleText } from 'node:util';

export interface Terminal {
  /** Whether a person can be asked: both ends are a terminal. */
  readonly interactive: boolean;
  /** Whether notes may be colored. */
  readonly colorNotes: boolean;
  /** Colors text for standard output; honors NO_COLOR and FORCE_COLOR. */
  paint(color: InspectColor | readonly InspectColor[], text: string): string;
  /** A line of the answer, on standard output. */
  out(line: string): void;
  /** A line beside the answer, on standard error. */
  note(line: string): void;
  /** Replaces the passing line at the bottom of a terminal; nothing when piped. */
  progress(line: string): void;
  /** The answer to a question; undefined when the input ended or the signal aborted. */
  ask(question: string, signal: AbortSignal): Promise<string | undefined>;
}

interface Streams {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

export function createTerminal({ stdin, stdout, stderr }: Streams): Terminal {
  // Asked once: it looks at the stream and at the environment each time.
  const colored = styleText('bold', 'x', { stream: stdout }) !== 'x';
  let passing = false;
  let lines = '';
  /** Lines of one turn go out in one write: a thousand results would be a thousand calls of the system. */
  const flush = () => {
    if (lines !== '') stdout.write(lines);
    lines = '';
  };
  const settle = () => {
    if (passing) stderr.write('\r\x1b[K');
    passing = false;
  };
  return {
    interactive: Boolean(stdin.isTTY && stdout.isTTY),
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
      stderr.write(`${line}\n`);
    },
    progress(line) {
      if (!stderr.isTTY) return;
      flush();
      settle();
      if (line === '') return;
      stderr.write(line.slice(0, (stderr.columns || 80) - 1));
      passing = true;
    },
    ask(question, signal) {
      flush();
      settle();
      return askOn(stdin, stdout, question, signal);
    },
  };
}

function askOn(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  question: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
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
