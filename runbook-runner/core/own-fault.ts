// The sandbox for who injects a fault: only where none is on, and at the end that one goes and no other.
import { PlaybookError } from '../errors/index.ts';
import { instant } from '../ports/found.ts';
import type { ActiveFault, SandboxPort } from '../ports/sandbox.ts';

const named = (faults: readonly ActiveFault[]) => faults.map(({ fault }) => `"${fault}"`).join(', ');

/** How each of them ends, for the reader. */
export function waysOut(faults: readonly ActiveFault[]): string {
  const ends = faults.map(({ fault, endsAt }) => {
    return `npm run -s playbook -- sandbox clear ${fault} (it ends by itself at ${instant(endsAt)})`;
  });
  return `End what nobody needs any more: ${ends.join('; ')}.`;
}

/** Throws `sandbox_not_running`, and `fault_active` with the names of what is on: it would disturb what is seen. */
export async function refuseDisturbed(sandbox: SandboxPort): Promise<void> {
  const status = await sandbox.status('patient');
  if (status === undefined) {
    throw new PlaybookError('sandbox_not_running', 'The sandbox is not running; nothing was injected.', {
      hint: 'Start it: npm start, or alone: npm run -s playbook -- sandbox',
    });
  }
  const { faults } = status;
  if (faults.length === 0) return;
  const message = `The sandbox is disturbed already by ${named(faults)}; nothing was injected.`;
  throw new PlaybookError('fault_active', message, { hint: waysOut(faults) });
}

/** Whether an injection was refused for what somebody else has on: that is theirs to end. */
export const isTheirs = (error: unknown): boolean =>
  error instanceof PlaybookError && error.code === 'fault_active';

/**
 * Ends this fault alone; false when it was not on any more. It is asked for then too: a consumer puts back what the
 * fault had set, should somebody have brought it again meanwhile.
 */
export async function endOwnFault(sandbox: SandboxPort, fault: string): Promise<boolean> {
  try {
    await sandbox.clear(fault);
    return true;
  } catch (error) {
    if (await hadEnded(sandbox, error)) return false;
    throw error;
  }
}

/** Whether it was over when it was to be ended: by itself, or with the sandbox that it disturbed. */
async function hadEnded(sandbox: SandboxPort, error: unknown): Promise<boolean> {
  if (!(error instanceof PlaybookError)) return false;
  if (error.code === 'fault_not_active') return true;
  // An answer that was lost looks the same, so the sandbox itself is looked for.
  return error.code === 'sandbox_not_running' && (await sandbox.status('patient')) === undefined;
}

/** Which faults are on that are not this one, and how they end; undefined when none is, or no sandbox answers. */
export async function othersOn(sandbox: SandboxPort, own: string): Promise<string | undefined> {
  const faults = (await sandbox.status('patient'))?.faults.filter(({ fault }) => fault !== own) ?? [];
  if (faults.length === 0) return undefined;
  return `Meanwhile ${named(faults)} disturbed the sandbox too, so what was seen proves nothing. ${waysOut(faults)}`;
}
