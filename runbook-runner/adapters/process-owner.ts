// Names a process so that it can't be mistaken for a later one with the same id, and tells whether it still lives.
import { readFileSync } from 'node:fs';

/** State and start time of a process from /proc (proc_pid_stat(5), fields 3 and 22); undefined where there is none. */
function statOf(pid: number): { readonly state: string; readonly started: string } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}

/** `<pid>:<start time>`; the start time is empty where the system does not tell it. */
export function ownProcess(): string {
  return `${process.pid}:${statOf(process.pid)?.started ?? ''}`;
}

/** Whether a process has this id now; a later one may have been given the id of one that ended. */
export function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Whether the process that `ownProcess` named still runs; one that waits to be reaped has ended. */
export function isAlive(owner: string): boolean {
  const [pid = '', started = ''] = owner.split(':');
  if (!/^\d+$/.test(pid)) return false;
  if (started === '') return answersSignals(Number(pid));
  const stat = statOf(Number(pid));
  return stat !== undefined && stat.started === started && stat.state !== 'Z' && stat.state !== 'X';
}
