// What drills proved, as the site's build reads it.
import type { DrillResult } from '../core/orders.ts';
import type { Proof } from '../playbook/schema/proof.ts';

export function proofOf(results: readonly DrillResult[]): Proof {
  return {
    version: 1,
    drills: results.map(
      ({ drill, scenario, status, reason, startedAt, provenance, scenarioSeal, times }) => ({
        ...{ drill, scenario, status, at: startedAt, scenarioSeal },
        ...{ commit: provenance.commit, dirty: provenance.dirty, seal: provenance.seal },
        ...(reason === undefined ? {} : { reason }),
        ...(times.detectMs === undefined ? {} : { detectMs: times.detectMs }),
        ...(times.mitigateMs === undefined ? {} : { mitigateMs: times.mitigateMs }),
        ...(times.recoverMs === undefined ? {} : { recoverMs: times.recoverMs }),
      }),
    ),
  };
}
