// Every check kind by its name. A new kind is one line here.
import { changeCheck } from './change.ts';
import { commandCheck } from './command.ts';
import { credentialCheck } from './credential.ts';
import { dnsCheck } from './dns.ts';
import { driftCheck } from './drift.ts';
import { httpCheck } from './http.ts';
import { type CheckKind, erased } from './kind.ts';
import { metricCheck } from './metric.ts';
import { tcpCheck } from './tcp.ts';
import { tlsCheck } from './tls.ts';
import { vendorStatusCheck } from './vendor-status.ts';
import { webhookCheck } from './webhook.ts';

export { assertions } from './assertions/registry.ts';

const kinds: readonly CheckKind[] = [
  erased(httpCheck),
  erased(tlsCheck),
  erased(tcpCheck),
  erased(dnsCheck),
  erased(credentialCheck),
  erased(vendorStatusCheck),
  erased(metricCheck),
  erased(changeCheck),
  erased(commandCheck),
  erased(driftCheck),
  erased(webhookCheck),
];

export const checkKinds: ReadonlyMap<string, CheckKind> = new Map(kinds.map((kind) => [kind.kind, kind]));
