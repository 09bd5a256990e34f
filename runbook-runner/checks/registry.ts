// Every check kind by its name. A new kind is one line here.
import { changeCheck } from './change.ts';
import { commandCheck } from './command.ts';
import { credentialCheck } from './credential.ts';
import { dnsCheck } from './dns.ts';
import { driftCheck } from './drift.ts';
import { httpCheck } from './http.ts';
import type { CheckKind } from './kind.ts';
import { metricCheck } from './metric.ts';
import { tcpCheck } from './tcp.ts';
import { tlsCheck } from './tls.ts';
import { vendorStatusCheck } from './vendor-status.ts';

export { assertions } from './assertions/registry.ts';

/** Forgets the type of a definition: what a kind is handed was parsed by its own schema. */
const erase = <Definition>(kind: CheckKind<Definition>): CheckKind => kind as unknown as CheckKind;

const kinds: readonly CheckKind[] = [
  erase(httpCheck),
  erase(tlsCheck),
  erase(tcpCheck),
  erase(dnsCheck),
  erase(credentialCheck),
  erase(vendorStatusCheck),
  erase(metricCheck),
  erase(changeCheck),
  erase(commandCheck),
  erase(driftCheck),
];

export const checkKinds: ReadonlyMap<string, CheckKind> = new Map(kinds.map((kind) => [kind.kind, kind]));
