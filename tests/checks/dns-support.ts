// Name servers that end with their test, and a `dns` check that asks them.
import { type DnsServer, expectation, serveDns } from '../support/dns-server.ts';
import { closedAfterEach } from '../support/servers.ts';
import { runCheck, type World } from './support.ts';

export function nameServers() {
  const started = closedAfterEach();
  return (...[behavior]: Parameters<typeof serveDns>) => started(serveDns(behavior));
}

export function ask(
  resolvers: readonly (DnsServer | string)[],
  name: string,
  expected: object,
  world: World = {},
) {
  const addresses = resolvers.map((one) => (typeof one === 'string' ? one : one.address));
  const definition = { name, resolvers: addresses, timeout: '600ms', expect: expectation(expected) };
  return runCheck('dns', definition, 'https://api.example', world);
}
