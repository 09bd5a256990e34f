// Loads the playbook for the site through the same composition as the runner, and says what it was built from.
import {
  describeChecks,
  loadPlaybookAt,
  proofAt,
  provenanceAt,
  renderDiagnostics,
} from '../../runbook-runner/compose.ts';
import type { Site } from '../lib/transfer.ts';
import type { Invalid } from './invalid-playbook.ts';

export type LoadedSite = { readonly ok: true; readonly site: Site } | ({ readonly ok: false } & Invalid);

export interface SiteSource {
  load(root: string): Promise<LoadedSite>;
  /** What was loaded last. */
  current(): LoadedSite | undefined;
}

async function loadSite(root: string): Promise<LoadedSite> {
  const [loaded, provenance, proof] = await Promise.all([
    loadPlaybookAt(root),
    provenanceAt(root),
    proofAt(root),
  ]);
  if (loaded.ok) {
    const { playbook } = loaded;
    return {
      ok: true,
      site: { playbook, descriptions: await describeChecks(playbook), ...provenance, proof },
    };
  }
  const { diagnostics } = loaded;
  return { ok: false, root, diagnostics, rendered: renderDiagnostics(diagnostics) };
}

/** One load for the integrations of a build; the dev server loads anew after each edit. */
export function siteSource(): SiteSource {
  let last: LoadedSite | undefined;
  return {
    async load(root) {
      last = await loadSite(root);
      return last;
    },
    current: () => last,
  };
}
