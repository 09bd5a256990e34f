// Carries the playbook from the integration, which loads it once, into the components, which Vite bundles.
import type { Description } from '../../runbook-runner/checks/kind.ts';
import type { Playbook } from '../../runbook-runner/playbook/playbook.ts';
import type { Proof } from '../../runbook-runner/playbook/schema/proof.ts';

export interface Site {
  readonly playbook: Playbook;
  /** What each check asks and promises, by its id. */
  readonly descriptions: ReadonlyMap<string, Description>;
  readonly commit: string;
  readonly dirty: boolean | null;
  /** What the drills proved when they ran last; undefined where nobody wrote it. */
  readonly proof: Proof | undefined;
}

const MAP = '$map';

/** JSON of the site's data; maps survive, the contracts' documents are left out because no page shows them. */
export function pack(site: Site): string {
  const light = { ...site, playbook: { ...site.playbook, contracts: new Map() } };
  return JSON.stringify(light, (_key, value: unknown) =>
    value instanceof Map ? { [MAP]: [...value] } : value,
  );
}

export function unpack(json: string): Site {
  const revived: unknown = JSON.parse(json, (_key, value: unknown) => {
    const entries = typeof value === 'object' && value !== null && MAP in value ? value[MAP] : undefined;
    return Array.isArray(entries) ? new Map(entries as [string, unknown][]) : value;
  });
  return revived as Site;
}
