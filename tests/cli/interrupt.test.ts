import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watch } from './program.ts';

const SOURCE = join(import.meta.dirname, '../../runbook-runner/cli/interrupt.ts');

/** A program that does not stop when it is asked to. */
function stubborn() {
  const code = `
    const { listenForInterruption } = await import(${JSON.stringify(SOURCE)});
    const { signal } = listenForInterruption((line) => console.log(line));
    signal.addEventListener('abort', () => console.log(signal.reason.code));
    setInterval(() => {}, 1000);
    console.log('working');`;
  return watch(spawn(process.execPath, ['--input-type=module', '-e', code]));
}

test.each([
  ['SIGINT', 130, 'Stopping; press Ctrl-C again to end at once.\ninterrupted\n'],
  ['SIGTERM', 143, 'interrupted\n'],
  ['SIGHUP', 129, 'interrupted\n'],
] as const)('%s asks once, and ends at the second time with %i', async (signal, exit, said) => {
  const { child, ended, printed } = stubborn();
  await printed('working');
  child.kill(signal);
  await printed('interrupted');
  child.kill(signal);
  expect(await ended).toMatchObject({ code: exit, stdout: `working\n${said}` });
});
