// Where the inbound listener is, so that a sender or a tunnel can be told once: that of `serve`, or that of one check.
import { PlaybookError } from '../errors/index.ts';

export const INBOUND_PORT = 4749;

/**
 * The port at which a check may listen for itself; none in a process that serves. `PLAYBOOK_INBOUND_PORT` names another,
 * 0 lets the system choose. Throws `usage`.
 */
export function inboundPort(once: boolean, { PLAYBOOK_INBOUND_PORT: named }: NodeJS.ProcessEnv) {
  if (!once) return undefined;
  if (named === undefined || named === '') return INBOUND_PORT;
  const port = Number(named);
  if (/^\d+$/.test(named) && port < 65_536) return port;
  throw new PlaybookError('usage', `PLAYBOOK_INBOUND_PORT is a port, not "${named}".`, {
    hint: '0 lets the system choose one.',
  });
}
