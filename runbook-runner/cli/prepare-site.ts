// The built site that `serve` needs: made when asked for and stale, missed when it isn't there.
import type { Runner } from '../core/runner.ts';
import type { Context } from './context.ts';

/** Lines of a failed build that are shown. */
const LAST_WORDS = 30;

/** Builds dist/site when `build` is set and it is stale; throws `site_missing` when there is none. */
export async function prepareSite(context: Context, runner: Runner, build: boolean): Promise<void> {
  if (build) {
    await buildSite(context, runner, false);
    return;
  }
  const { requireSite } = await import('../compose/site.ts');
  requireSite(context.root);
}

/**
 * Builds dist/site when it is stale or `force` is set; returns whether it did.
 * Throws `invalid_playbook` with every diagnostic, or `site_missing` after Astro's last words.
 */
export async function buildSite(context: Context, runner: Runner, force: boolean): Promise<boolean> {
  const { siteBuild } = await import('../compose/site.ts');
  const { terminal, signal, root } = context;
  const [{ commit }, playbook] = await Promise.all([runner.git.provenance(), runner.playbook()]);
  const site = siteBuild(root, commit);
  if (!site.stale && !force) return false;
  terminal.note('Building the site; this takes a moment the first time.');
  const said: string[] = [];
  const hear = (line: string) => {
    said.push(line);
    terminal.progress(line.trim());
  };
  try {
    await site.run(playbook, hear, signal);
  } catch (error) {
    if (!signal.aborted) for (const line of said.slice(-LAST_WORDS)) terminal.note(line);
    throw error;
  } finally {
    terminal.progress('');
  }
  return true;
}
