// Where a HAR document goes: a file, or standard output.
import { resolve } from 'node:path';
import type { Har } from '../core/har.ts';
import type { Context } from './context.ts';

export async function writeHar({ terminal }: Context, har: Har, file: string | undefined): Promise<void> {
  const text = JSON.stringify(har, null, 2);
  if (file === undefined) return terminal.out(text);
  await writeFile(file, `${text}\n`);
}

/** Throws `usage` when the file cannot be written: to be told before anything runs. */
export async function tryFile(file: string): Promise<void> {
  await writeFile(file, '');
}

async function writeFile(file: string, text: string): Promise<void> {
  const { writeText } = await import('../compose.ts');
  await writeText(resolve(file), text, 'replace');
}
