// What would end the program with Node's own exit code, which is the one that means `fail` here.
import { EXIT } from '../errors/index.ts';

interface Streams {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}

/**
 * Hears what can go wrong with the output. A reader that has seen enough (`| head -1`) ends nothing: what runs is
 * still recorded. Any other loss is told, and makes the end an error.
 */
export function listenForLoss({ stdout, stderr }: Streams): void {
  let lost = false;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || lost) return;
    lost = true;
    stderr.write(`The output could not be written: ${error.message}.\n`);
    // The last lines are written when the command has ended already and its exit code is set.
    process.on('exit', () => {
      process.exitCode = EXIT.error;
    });
  });
  stderr.on('error', () => undefined);
}

/** A fault of the program: nobody can say what state it left, so it ends, as an error. */
export function endOnFault({ stderr }: Streams): void {
  process.on('uncaughtException', (error) => {
    stderr.write(`internal: ${error.stack ?? String(error)}\n`);
    process.exit(EXIT.error);
  });
}
