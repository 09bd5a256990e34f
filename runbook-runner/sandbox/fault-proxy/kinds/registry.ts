// Every fault kind by its name. A new kind is one line here.
import { certificateFault } from './certificate.ts';
import type { FaultKind } from './kind.ts';
import { latencyFault } from './latency.ts';
import { resetFault } from './reset.ts';
import { schemaDriftFault } from './schema-drift.ts';
import { statusFault } from './status.ts';

/** Forgets the type of the options: what a kind is handed was parsed by its own schema. */
const erase = <Options>(kind: FaultKind<Options>): FaultKind => kind as unknown as FaultKind;

const kinds: readonly FaultKind[] = [
  erase(latencyFault),
  erase(statusFault),
  erase(resetFault),
  erase(schemaDriftFault),
  erase(certificateFault),
];

export const faultKinds: ReadonlyMap<string, FaultKind> = new Map(kinds.map((kind) => [kind.kind, kind]));
