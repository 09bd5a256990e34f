// Every fault kind by its name. A new kind is one line here.
import { bandwidthFault } from './bandwidth.ts';
import { certificateFault } from './certificate.ts';
import { clockSkewFault } from './clock-skew.ts';
import { configurationFault } from './configuration.ts';
import { contentTypeFault } from './content-type.ts';
import { dnsFailureFault } from './dns-failure.ts';
import { errorRateFault } from './error-rate.ts';
import { hangFault } from './hang.ts';
import type { FaultKind } from './kind.ts';
import { latencyFault } from './latency.ts';
import { maintenanceFault } from './maintenance.ts';
import { paginationLoopFault } from './pagination-loop.ts';
import { partialOutageFault } from './partial-outage.ts';
import { quotaFault } from './quota.ts';
import { recordedFault } from './recorded.ts';
import { resetFault } from './reset.ts';
import { schemaDriftFault } from './schema-drift.ts';
import { slowBodyFault } from './slow-body.ts';
import { staleEtagFault } from './stale-etag.ts';
import { statusFault } from './status.ts';
import { truncatedBodyFault } from './truncated-body.ts';
import { unauthorizedFault } from './unauthorized.ts';
import { webhookDuplicateFault } from './webhook-duplicate.ts';
import { webhookReorderFault } from './webhook-reorder.ts';
import { webhookReplayFault } from './webhook-replay.ts';
import { webhookUnsignedFault } from './webhook-unsigned.ts';

/** Forgets the type of the options: what a kind is handed was parsed by its own schema. */
const erase = <Options>(kind: FaultKind<Options>): FaultKind => kind as unknown as FaultKind;

const kinds: readonly FaultKind[] = [
  erase(latencyFault),
  erase(bandwidthFault),
  erase(slowBodyFault),
  erase(truncatedBodyFault),
  erase(statusFault),
  erase(quotaFault),
  erase(errorRateFault),
  erase(partialOutageFault),
  erase(maintenanceFault),
  erase(resetFault),
  erase(hangFault),
  erase(contentTypeFault),
  erase(schemaDriftFault),
  erase(staleEtagFault),
  erase(paginationLoopFault),
  erase(unauthorizedFault),
  erase(clockSkewFault),
  erase(certificateFault),
  erase(dnsFailureFault),
  erase(webhookDuplicateFault),
  erase(webhookReorderFault),
  erase(webhookReplayFault),
  erase(webhookUnsignedFault),
  erase(configurationFault),
  erase(recordedFault),
];

export const faultKinds: ReadonlyMap<string, FaultKind> = new Map(kinds.map((kind) => [kind.kind, kind]));
