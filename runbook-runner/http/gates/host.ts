// Gate 1: the request names this server, once, in origin form. Read from the raw headers, before any parser.
import { PlaybookError } from '../../errors/index.ts';
import type { RawRequest } from '../../ports/listener.ts';

const NAMES = ['127.0.0.1', 'localhost', '[::1]'] as const;
const WELL_FORMED = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/i;

/** The exact Host values that this server answers to. */
export function ownHosts(port: number): ReadonlySet<string> {
  return new Set(NAMES.map((name) => `${name}:${port}`));
}

/** The error that ends the request, or undefined when the gate is passed. */
export function hostGate(raw: RawRequest, hosts: ReadonlySet<string>): PlaybookError | undefined {
  const values = raw.rawHeaders.filter(
    (_, index) => index % 2 === 1 && raw.rawHeaders[index - 1]?.toLowerCase() === 'host',
  );
  const [host] = values;
  if (values.length !== 1 || host === undefined) {
    return new PlaybookError('malformed_request', 'A request has exactly one Host header.');
  }
  if (!WELL_FORMED.test(host)) {
    return new PlaybookError('malformed_request', 'The Host header is not a host and a port.');
  }
  if (!hosts.has(host)) {
    return new PlaybookError('host_refused', 'The Host header names another server.', {
      hint: `Open the runner as http://${[...hosts][0]}/`,
    });
  }
  return targetGate(raw.target);
}

/** Absolute and authority forms name a host of their own; a URL parser would resolve dots and backslashes. */
function targetGate(target: string): PlaybookError | undefined {
  if (!/^\/(?!\/)/.test(target)) {
    return new PlaybookError('malformed_request', 'The request target is not a path.');
  }
  const [path = ''] = target.split('?', 1);
  return /\\|\/\.{1,2}(?:\/|$)/.test(path)
    ? new PlaybookError('not_found', 'Nothing is at this address.')
    : undefined;
}
