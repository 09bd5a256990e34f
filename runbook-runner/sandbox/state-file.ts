// Owns sandbox.json in the state folder: how a runner finds the sandbox, and how there is only one a folder.
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { answersSignals } from '../adapters/process-owner.ts';
import { openStateFolder, unwritable } from '../adapters/state-folder.ts';
import { PlaybookError } from '../errors/index.ts';
import type { SandboxStatus } from '../ports/sandbox.ts';

/** What sandbox.json holds. The faults in it are those of the start; the control address knows the present ones. */
export interface SandboxFile extends SandboxStatus {
  readonly control: { readonly url: string; readonly token: string };
}

/** A busy machine lets a sandbox answer late; one whose process has ended is not waited for. */
const ANSWER_TIMEOUT_MS = 5_000;

const fileIn = (folder: string): string => join(folder, 'sandbox.json');

function readFile(path: string): SandboxFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as SandboxFile;
  } catch {
    return undefined;
  }
}

async function answers({ pid, control }: SandboxFile): Promise<boolean> {
  if (!answersSignals(pid)) return false;
  try {
    const response = await fetch(new URL('/status', control.url), {
      headers: { authorization: `Bearer ${control.token}` },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Opens the state folder for one sandbox, before anything is started.
 * Throws `sandbox_running` when there is one, `folder_unwritable` or `folder_exposed` as the folder is.
 */
export async function prepare(folder: string): Promise<void> {
  openStateFolder(folder);
  await refuseSecond(folder);
}

/** A file without an answer is stale. */
async function refuseSecond(folder: string): Promise<void> {
  const found = readFile(fileIn(folder));
  if (found && (await answers(found))) throw running(folder, found);
}

const running = (folder: string, found: SandboxFile | undefined) =>
  new PlaybookError(
    'sandbox_running',
    `${found ? `Process ${found.pid}` : 'Another process'} runs the sandbox of ${folder}.`,
    { hint: 'Use that one, or stop it first.' },
  );

/** Moves a stale file away, unless another start has put its own there meanwhile. */
async function moveStaleAway(path: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale`;
  const found = readFile(path);
  if (found && (await answers(found))) return;
  try {
    renameSync(path, aside);
    const moved = readFile(aside);
    if (moved && moved.control?.token !== found?.control?.token) linkSync(aside, path);
  } catch {
    // Another start was faster: its file decides.
  } finally {
    rmSync(aside, { force: true });
  }
}

function claim(path: string, draft: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function write(path: string, content: SandboxFile, folder: string): void {
  try {
    writeFileSync(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/**
 * Writes the file whole or not at all, readable by its owner only, and answers how to remove it.
 * Throws `sandbox_running` when another sandbox was faster, `folder_unwritable` when it cannot be written.
 */
export async function announce(folder: string, content: SandboxFile): Promise<() => void> {
  const path = fileIn(folder);
  const draft = `${path}.${process.pid}.draft`;
  try {
    write(draft, content, folder);
    if (!claim(path, draft)) {
      await moveStaleAway(path);
      // Whose file is there now was faster, whether it answers yet or not.
      if (!claim(path, draft)) throw running(folder, readFile(path));
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    if (readFile(path)?.control.token === content.control.token) rmSync(path, { force: true });
  };
}
