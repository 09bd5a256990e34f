// Loads the playbook for the site through the same composition as the runner, and says what it was built from.

import { actionKinds } from '../../runbook-runner/actions/registry.ts';
import { createGit } from '../../runbook-runner/adapters/git.ts';
import { createFiles } from '../../runbook-runner/adapters/node-files.ts';
import { checkKinds } from '../../runbook-runner/checks/registry.ts';
import { renderDiagnostics } from '../../runbook-runner/errors/render.ts';
import { loadPlaybook } from '../../runbook-runner/playbook/load.ts';
import type { Site } from '../lib/transfer.ts';
import type { Invalid } from './invalid-playbook.ts';

export type LoadedSite = { readonly ok: true; readonly site: Site } | ({ readonly ok: false } & Invalid);

export interface SiteSource {
  load(root: string): Promise<LoadedSite>;
  /** What was loaded last. */
  current(): LoadedSite | undefined;
}

async function loadSite(root: string): Promise<LoadedSite> {
  const loaded = await loadPlaybook(createFiles(root), { checks: checkKinds, actions: actionKinds });
  if (!loaded.ok) {
    const { diagnostics } = loaded;
    return { ok: false, root, diagnostics, rendered: renderDiagnostics(diagnostics) };
  }
  const { commit, dirty } = await createGit(root).provenance();
  return { ok: true, site: { playbook: loaded.playbook, commit, dirty } };
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
