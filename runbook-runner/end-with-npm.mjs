// Ends what npm started when npm has ended. Plain JavaScript, since launch.mjs runs it on any Node.
import { readFileSync } from 'node:fs';

const LOOK_MS = 500;

/** Name and parent of a process from /proc (proc_pid_stat(5), fields 2 and 4); undefined where there is none. */
function processOf(pid) {
  try {
    const [, name, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    return { name, parent: Number(rest?.split(' ')[1]) };
  } catch {
    return undefined;
  }
}

/**
 * Calls `end` once when npm or the shell between has ended. An npm that is told to end tells its shell alone, and one
 * that is killed tells nobody: what it started would go on unseen, and keep the port.
 */
export function endWithNpm(end) {
  const parent = process.ppid;
  const above = processOf(parent)?.parent;
  // A shell may have become the program, and then the next one above is the person's own: its end is not npm's.
  const npm = above !== undefined && processOf(above)?.name.startsWith('npm') ? above : undefined;
  const look = setInterval(() => {
    const there = process.ppid === parent && (npm === undefined || processOf(parent)?.parent === npm);
    if (there) return;
    clearInterval(look);
    end();
  }, LOOK_MS).unref();
}
