// Asks the system for the addresses of a name. A question cannot be taken back, and one that hangs keeps a thread.
import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';

const open = new Map<string, Promise<readonly LookupAddress[]>>();

/** Who asks for a name that is being asked for waits for the same answer: one dead name takes one thread. */
export function systemLookup(host: string): Promise<readonly LookupAddress[]> {
  const same = open.get(host);
  if (same) return same;
  if (!process.listeners('exit').includes(endWithoutAnswers)) process.on('exit', endWithoutAnswers);
  const asked = lookup(host, { all: true }).finally(() => open.delete(host));
  open.set(host, asked);
  return asked;
}

/**
 * Node joins its threads before it ends, and a name server that is silent holds them for half a minute. Another
 * program in the place of this one ends at once with the same code; where that cannot be, Node's own end follows.
 */
function endWithoutAnswers(code: number): void {
  if (open.size === 0) return;
  try {
    process.execve?.('/bin/sh', ['sh', '-c', `exit ${code}`]);
  } catch {
    // Windows and worker threads have no such call.
  }
}
