// Where the servers of a sandbox are: name, address and, where it has one, the host name, in columns.
import type { SandboxPlace } from '../ports/sandbox.ts';

export function serverLines(servers: SandboxPlace['servers']): string[] {
  const width = Math.max(...servers.map(({ name }) => name.length));
  return servers.map(({ name, url, host = '' }) => `${name.padEnd(width)}  ${url}  ${host}`.trimEnd());
}
